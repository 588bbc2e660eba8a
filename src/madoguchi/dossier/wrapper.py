"""In which part of the file wrapper a document belongs, whatever office it is of."""

import re
from typing import Literal

from madoguchi.law import DocumentRule, document_rule, event_rule
from madoguchi.model import CaseId, FileDocument

Group = Literal["application", "action", "reply", "search", "decision", "other"]
GROUPS: tuple[Group, ...] = ("application", "search", "action", "reply", "decision", "other")


def group_of(case: CaseId, document: FileDocument) -> Group:
    """Return the group of a document.

    The office's table of events decides (WIPO ST.27) where it knows the code, then the direction
    with the words of the document's name, in English or Japanese or as its source has them.
    """
    rule = event_rule(case, document.series, document.code)
    named = document_rule(case, document.series, document.code)
    direction = document.direction or (named.direction if named else "")
    by_event = _by_event(rule.event, direction) if rule else None
    return by_event or _by_words(_words(document, named), direction)


def _by_event(event: str, direction: str) -> Group | None:
    """What the standard event of a code tells; None where it leaves the group open.

    Events of amendment, appeal and opposition are told of papers both ways: a party's own is a
    reply, the office's an action unless its name says that it decides.
    """
    if event in ("D13", "D14"):
        return "search"
    if event[0] == "A" and direction != "out":
        return "application"
    if event in ("D15", "D21"):
        return "reply" if direction == "in" else "action"
    if direction != "in" and (event[0] in "BFM" or event in ("D22", "H12", "V14", "V15")):
        return "decision"
    if direction == "in" and event in ("P11", "P13"):
        return "reply"
    return None


def _words(document: FileDocument, named: DocumentRule | None) -> str:
    names = (document.name, named.en if named else "", named.ja if named else "")
    return " ".join(filter(None, names)).lower()


# Words by which papers are known, in the order in which they are looked for, first those of either
# way, then those of the parties' papers and of the office's. They are the words of our own names of
# the offices' codes, and of the lists of the EPO, CNIPA and KIPO in English.
_SEARCH = re.compile(
    r"search (?:report|strategy|notes?|results?|opinion|history)|references cited|"
    r"written opinion of the international search|isa/2[0-9]{2}|"
    r"調査報告|検索式|調査メモ|引用文献一覧|サーチ|先行技術調査|国際調査"
)
_DISCLOSED = re.compile(
    r"information disclosure|non-patent literature|foreign reference|third.party sub|"
    r"submission of publications|情報提供|情報開示|刊行物等提出|提示文献"
)
_DECISION = re.compile(
    r"decision (?:to|of|on|for|dismiss)|\bdecision\b|notice of allowance|allowance and fees|"
    r"patent granted|copy of a patent|electronic patent|certificate of (?:patent|the right)|"
    r"refusal of the|dismissal of the (?:application|request)|judge?ment|intention to grant|"
    r"title of the right|registration certificate|issue notification|notice of abandonment|"
    r"abandonment$|invalidation of|ruling|査定|審決|決定|判決|却下の?処分|無効の?処分|特許証|"
    r"登録証|許可通知|特許の写し|発行通知|裁決"
)
_ACTION = re.compile(
    r"reject(?:ion|ed)|reasons for (?:refusal|dismissal)|action|objection|requirement|order|"
    r"inquiry|instruction|notice|notification|communication|examination report|preliminary opinion|"
    r"examiner's answer|interview summary|invitation|demand letter|summons|"
    r"通知|指令|指示|命令|尋問|審尋|催告|求意見|報告|面接"
)
_APPLICATION = re.compile(
    r"application (?:form|data|as filed|for a patent)|^application|new application|"
    r"patent application|request for grant|specification|\bclaims?\b|abstract|drawings?|"
    r"description|sequence listing|oath|declaration of invent|inventor|translation of|"
    r"priority (?:document|certificate|claim)|transmittal of a new|copy of the international|"
    r"international (?:application|publication)|power of attorney|appendix to the spec|specimen|"
    r"reproduction of the mark|computer listing|deposit|novelty|"
    r"願書|特許願|登録願|明細書|請求の範囲|請求項|要約書|図面|配列表|宣誓書|翻訳文|優先権|国際出願|"
    r"国際公開|委任状|受託|見本|発明者|新規性|出願書|付属書類|ひな形"
)
_REPLY = re.compile(
    r"amendment|repl(?:y|ies)|response|remarks|argument|opinion|written (?:answer|statement|reply)|"
    r"correction|explanation|rebuttal|answer|brief|observations?|counter|appeal|demand|petition|"
    r"opposition|withdraw|disclaimer|election|submission|statement|supplement|continued exam|"
    r"request (?:for|to|of|under)|evidence|proof|"
    r"補正|意見|応答|回答|答弁|弁明|弁駁|訂正|上申|審判請求|申立|申請|取下|放棄|補足|証拠|理由|説明|"
    r"継続審査|提出|請求書|異議"
)
# These name what they are about (an amendment of claims, a withdrawn priority claim).
_ANYHOW_REPLY = re.compile(r"amendment|petition|withdraw|補正|取下")
# What concerns fees, parties and the running of an office belongs to no step of the examination.
_ASIDE = re.compile(
    r"fees?\b|payment|refund|address|change of (?:name|applicant|seal|agent)|sub-?agent|"
    r"attorney appointed|extension of time|inspection|certified copy|copy of the (?:file|register)|"
    r"納付|手数料|返還|住所|名義変更|名称|印鑑|識別|代理人|閲覧|交付請求|認証|期間延長|証明請求|振替"
)


def _by_words(words: str, direction: str) -> Group:
    if _SEARCH.search(words):
        return "search"
    if _ASIDE.search(words) and not _DECISION.search(words):
        return "other"
    if direction == "in":
        return _of_party(words)
    if direction == "internal":
        return "search" if "search" in words else "other"
    if _DECISION.search(words):
        return "decision"
    if direction == "out" or _ACTION.search(words):
        return "action" if _ACTION.search(words) else "other"
    return _of_party(words)


def _of_party(words: str) -> Group:
    if _DISCLOSED.search(words):
        return "search"
    if _ANYHOW_REPLY.search(words):
        return "reply"
    if _APPLICATION.search(words):
        return "application"
    return "reply" if _REPLY.search(words) else "other"
