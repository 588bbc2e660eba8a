"""Japanese histories as the JPO's API for IP information answers them (特許情報取得API)."""

import datetime as dt
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from madoguchi.model import Right
from madoguchi.sample.applications import Application
from madoguchi.sample.calendar import months_later
from madoguchi.sample.courses import courses
from madoguchi.sample.histories import Played
from madoguchi.sample.jp_wrapper import Row, groups, rows
from madoguchi.sample.offices.shared import cited_documents
from madoguchi.sample.registrable import Design, Mark
from madoguchi.sample.world import LAST_PUBLICATION as LAST
from madoguchi.sample.world import Document

LAWS = {Right.PATENT: "patent", Right.DESIGN: "design", Right.TRADE_MARK: "trademark"}
_HOST = "https://ip-data.jpo.go.jp/api"


@dataclass(frozen=True)
class Divided:
    """The members of a family of divisional applications by generation, the root first."""

    members: tuple[Played, ...]


def exchange(address: str, data: dict[str, Any]) -> bytes:
    """Return one line of a recording: the address that was asked, and the answer."""
    result = {"statusCode": "100", "errorMessage": "", "remainAccessCount": "380", "data": data}
    body = json.dumps({"result": result}, ensure_ascii=False, separators=(",", ":"))
    line = {"url": f"{_HOST}/{address}", "body": body}
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def answers(played: Played, family: Divided | None = None) -> Iterator[bytes]:
    """Yield what the API answers of a case, service by service."""
    one = played.application
    law, number = LAWS[one.right], one.number
    yield exchange(f"{law}/v1/app_progress/{number}", progress(played, rows(played), family))
    if played.registered:
        yield exchange(f"{law}/v1/registration_info/{number}", _registration(played))
    if one.right is Right.PATENT and one.family and _examined(played):
        yield exchange(f"{law}/v1/cite_doc_info/{number}", _citations(played))
    if family:
        data = {"applicationNumber": number, **_divisions(played, family)}
        yield exchange(f"{law}/v1/divisional_app_info/{number}", data)


def _examined(played: Played) -> bool:
    return played.day("reasons", "allowed") is not None


# -- the answers -----------------------------------------------------------------------------------


def progress(played: Played, found: list[Row], family: Divided | None = None) -> dict[str, Any]:
    """Return the data of 特許経過情報 and its like for designs and trade marks."""
    one, registered = played.application, played.registered
    data: dict[str, Any] = {
        "applicationNumber": one.number,
        **_matter(one),
        "applicantAttorney": list(_parties(one)),
        "filingDate": _date(one.filed),
        **_published(played),
        "registrationNumber": registered.number if registered else "",
        "registrationDate": _date(registered.day if registered else None),
        **_standing(played),
        "priorityRightInformation": list(_priorities(one)),
        "parentApplicationInformation": _parent(one),
        "bibliographyInformation": list(groups(played, found)),
    }
    if one.right is Right.PATENT:
        data["divisionalApplicationInformation"] = list(_family_rows(family)) if family else []
    return data


def _date(day: dt.date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""


def _matter(one: Application) -> dict[str, Any]:
    match one.matter:
        case Mark() as mark:
            return {
                "trademarkForDisplay": mark.words,
                "transliteration": {"0": mark.reading},
                "viennaClass": {"0": mark.vienna} if mark.vienna else {},
                "goodsServiceInformation": [
                    {
                        "goodsServiceClass": f"{int(goods.nice):02}",
                        "goodsServiceName": goods.text("ja"),
                        "similarCode": goods.codes,
                    }
                    for goods in mark.goods
                ],
            }
        case Design() as design:
            article = {"designArticle": design.title("ja"), "designClass": design.national}
            return {**article, "principalDesignApplicationNumber": ""}
        case _:
            return {"inventionTitle": one.title("ja")}


def _parties(one: Application) -> Iterator[dict[str, str]]:
    parties = [(company_code(company.en), company.ja, "1") for company in one.applicants]
    parties.append((company_code(one.agent[1], "1"), one.agent[0], "2"))
    for place, (code, name, kind) in enumerate(parties, 1):
        yield {
            "applicantAttorneyCd": code,
            "repeatNumber": str(place),
            "name": name,
            "applicantAttorneyClass": kind,
        }


def company_code(name: str, first: str = "") -> str:
    """Return the office's number of a person: nine digits, agents' beginning with 1.

    Numbers from 900000001 on are those that an office here gives itself.
    """
    number = zlib.crc32(name.encode())
    return f"1{number % 10**8:08}" if first else f"{number % (8 * 10**8):09}"


def _published(played: Played) -> dict[str, str]:
    one = played.application
    day = played.day("published")
    if one.right is Right.DESIGN:
        day = played.day("granted-published")
        return {"publicationDate": _date(day)}
    if one.right is Right.TRADE_MARK:
        return {"publicationDate": _date(day)}
    laid = one.laid_open
    translated = "national" if one.pct else ""
    filing = one.pct[0].number if one.pct else ""
    numbers = {
        "publicationNumber": "",
        "ADPublicationNumber": "",
        "nationalPublicationNumber": "",
        "ADNationalPublicationNumber": "",
    }
    if laid and laid.day <= LAST:
        name = "ADNationalPublicationNumber" if translated else "ADPublicationNumber"
        numbers[name] = laid.number
    return {
        **numbers,
        "publicationDate": _date(day),
        "internationalApplicationNumber": filing.removeprefix("PCT/").replace("/", ""),
        "internationalPublicationNumber": one.pct[1] if one.pct else "",
        "internationalPublicationDate": _date(one.pct[2]) if one.pct else "",
    }


def _standing(played: Played) -> dict[str, str]:
    registered = played.registered
    expires = _expires(played)
    return {
        "erasureIdentifier": "" if registered is None else "01" if played.ended else "00",
        "expireDate": _date(expires) if registered else "",
        "disappearanceDate": _date(played.ended),
    }


def _expires(played: Played) -> dt.date | None:
    """The end of the term; a trade mark's is ten years on with each renewal."""
    registered = played.registered
    if registered and played.application.right is Right.TRADE_MARK:
        renewals = sum(event.step == "annuity" for event in played.events)
        return months_later(registered.day, 120 * (1 + renewals))
    return played.expires


def _priorities(one: Application) -> Iterator[dict[str, str]]:
    first = one.priority
    if first is not None:
        yield {
            "parisPriorityApplicationNumber": first.number,
            "parisPriorityDate": _date(first.filed),
            "parisPriorityCountryCd": first.office,
            "nationalPriorityLawCd": "",
            "nationalPriorityApplicationNumber": "",
            "nationalPriorityInternationalApplicationNumber": "",
            "nationalPriorityDate": "",
        }


def _parent(one: Application) -> dict[str, str]:
    if one.parent is None:
        return {}
    return {
        "parentApplicationNumber": one.parent.number,
        "filingDate": _date(one.parent.filed),
        "parentApplicationCategory": "01",
        "parentApplicationLawCode": "1",
    }


def _registration(played: Played) -> dict[str, Any]:
    """Return the data of 登録情報."""
    one, registered = played.application, played.registered
    owner = played.owner
    owners = [owner] if owner and owner not in one.applicants else list(one.applicants)
    matter = _matter(one)
    through = 0 if one.right is Right.TRADE_MARK else _paid_through(played)
    due = months_later(registered.day, 12 * through) if registered and through else None
    names = {"designArticle", "inventionTitle", "trademarkForDisplay", "goodsServiceInformation"}
    return {
        "applicationNumber": one.number,
        "filingDate": _date(one.filed),
        "registrationNumber": registered.number if registered else "",
        "registrationDate": _date(registered.day if registered else None),
        "decisionDate": _date(played.day("allowed")),
        "appealTrialDecisiondDate": _date(played.day("appeal-allowed")),
        "rightPersonInformation": [
            {"rightPersonCd": company_code(one.en), "rightPersonName": one.ja} for one in owners
        ],
        **{name: value for name, value in matter.items() if name in names},
        "numberOfClaims": f"{_claims(one):03}" if one.right is Right.PATENT else "",
        "expireDate": _date(_expires(played)),
        "nextPensionPaymentDate": "" if played.ended else _date(due),
        "lastPaymentYearly": f"{through:02}" if through else "",
        "erasureIdentifier": "01" if played.ended else "00",
        "disappearanceDate": _date(played.ended),
        "updateDate": _date(LAST),
    }


def _paid_through(played: Played) -> int:
    """The last year paid for: those before the first annual fee are paid for at registration."""
    paid = max((event.count for event in played.events if event.step == "annuity"), default=0)
    return paid or courses().fees[played.application.of].first // 12


def _claims(one: Application) -> int:
    return 6 + one.seed % 9


def _citations(played: Played) -> dict[str, Any]:
    """Return the data of 引用文献情報: what the notice cites."""
    one = played.application
    documents = (
        [cited for cited, _ in cited_documents(one.family.documents[0])] if one.family else []
    )
    drafted = _date(played.day("reasons") or played.day("allowed"))
    sort = "19" if played.day("reasons") else "89"
    return {
        "applicationNumber": one.number,
        "patentDoc": [
            {
                "draftDate": drafted,
                "citationType": sort,
                "citationOrder": str(place),
                "documentNumber": _cited(cited),
            }
            for place, cited in enumerate(documents, 1)
        ],
        "nonPatentDoc": [],
    }


def _cited(one: Document) -> str:
    """Return a document by code table 07020 and its number."""
    if one.office == "JP":
        kind = {"A": "A", "B2": "B", "U": "Y"}[one.printed_kind]
        return f"JP{kind} {one.number}"
    return f"{one.office}A {one.number}"


# -- divisional applications -----------------------------------------------------------------------


def _family_rows(family: Divided) -> Iterator[dict[str, str]]:
    for generation, played in enumerate(family.members):
        one, registered = played.application, played.registered
        published = _published(played)
        yield {
            "applicationNumber": one.number,
            "publicationNumber": "",
            "ADPublicationNumber": published["ADPublicationNumber"],
            "nationalPublicationNumber": "",
            "ADNationalPublicationNumber": "",
            "registrationNumber": registered.number if registered else "",
            "internationalApplicationNumber": "",
            "internationalPublicationNumber": "",
            **_standing(played),
            "divisionalGeneration": str(generation),
        }


def _divisions(played: Played, family: Divided) -> dict[str, Any]:
    return {
        "parentApplicationInformation": _parent(played.application),
        "divisionalApplicationInformation": list(_family_rows(family)),
    }
