"""What the JPO's interfaces tell of a case, piece by piece, in the order of their keys."""

import datetime as dt
from collections.abc import Iterable, Iterator

from madoguchi.api.jpo.spelling import day, era, international, western
from madoguchi.api.jpo.wrapper import gazettes
from madoguchi.cases import CaseFile
from madoguchi.law import Standing
from madoguchi.model import Citation, Classification, Party, Priority, Related, Right, Scheme

Data = dict[str, object]
_APPLICANT, _ATTORNEY = "1", "2"
_IN_FORCE, _ENDED = "00", "01"
# Code table of laws: patent, utility model, design, trade mark.
_LAWS = {Right.PATENT: "1", Right.UTILITY_MODEL: "2", Right.DESIGN: "3", Right.TRADE_MARK: "4"}
_REGISTERED = frozenset({Standing.IN_FORCE, Standing.ENDED})


def title(file: CaseFile) -> str:
    """The title in Japanese, else as it is."""
    titles = file.bibliography.titles
    own = (text.text for text in titles if text.lang == "ja")
    return next(own, titles[0].text if titles else "")


def parties(file: CaseFile) -> list[dict[str, str]]:
    told = file.bibliography
    both = [(party, _APPLICANT) for party in told.applicants]
    both += [(party, _ATTORNEY) for party in told.agents]
    numbered = file.case.right is not Right.TRADE_MARK
    rows = enumerate(both, 1)
    return [_party(party, sort, str(n) if numbered else "") for n, (party, sort) in rows]


def _party(party: Party, sort: str, place: str) -> dict[str, str]:
    place_told = {"repeatNumber": place} if place else {}
    return {
        "applicantAttorneyCd": party.id,
        **place_told,
        "name": party.name,
        "applicantAttorneyClass": sort,
    }


def owners(file: CaseFile) -> list[dict[str, str]]:
    return [
        {"rightPersonCd": party.id, "rightPersonName": party.name}
        for party in file.bibliography.owners
    ]


def registration(file: CaseFile) -> dict[str, str]:
    told = file.bibliography.registration
    return {
        "registrationNumber": told.number if told else "",
        "registrationDate": day(told.date if told else None) or _on(file, "GRANTED"),
    }


def _on(file: CaseFile, *codes: str) -> str:
    """The day of the first event of these codes."""
    return next((day(s.event.date) for s in file.steps if s.event.code in codes), "")


def decisions(file: CaseFile) -> dict[str, str]:
    """The days of the decisions that a right rests on, by the examiner and in a trial.

    The second name is spelt so by the interface.
    """
    told = dict(file.bibliography.references)
    in_trial = told.get("trial-decision", "").replace("-", "")
    decided = told.get("decision", "").replace("-", "")
    return {
        "decisionDate": decided or ("" if in_trial else _on(file, "ALLOWED", "A01")),
        "appealTrialDecisiondDate": in_trial,
    }


def term(file: CaseFile, today: dt.date) -> dict[str, str]:
    """Whether the right is in force, and until when; all empty before there is one."""
    status, told = file.status(today), file.bibliography
    if not told.registration or status.standing not in _REGISTERED:
        return {"erasureIdentifier": "", "expireDate": "", "disappearanceDate": ""}
    ended = status.standing is Standing.ENDED
    return {
        "erasureIdentifier": _ENDED if ended else _IN_FORCE,
        "expireDate": day(file.expires.date if file.expires else told.expires),
        "disappearanceDate": day(told.ended or status.since) if ended else "",
    }


def fees(file: CaseFile) -> dict[str, str]:
    told = file.bibliography
    paid = f"{told.paid_through:02d}" if told.paid_through else ""
    return {"nextPensionPaymentDate": day(told.next_fee), "lastPaymentYearly": paid}


def updated(file: CaseFile) -> dict[str, str]:
    """The day that the office's answer stands at, else the one on which it was last recorded."""
    stated = [source.status.date for source in file.sources if source.status and source.status.date]
    recorded = max((source.recorded[:10] for source in file.sources), default="")
    return {"updateDate": day(max(stated)) if stated else recorded.replace("-", "")}


def numbers(file: CaseFile) -> dict[str, str]:
    """The numbers of a patent's publications, at home and of the international application."""
    published, translated = gazettes(file)
    told = file.bibliography
    first = published or translated
    return {
        "publicationNumber": era(published),
        "ADPublicationNumber": western(published),
        "nationalPublicationNumber": era(translated),
        "ADNationalPublicationNumber": western(translated),
        "publicationDate": day(first.date if first else None),
        **registration(file),
        "internationalApplicationNumber": international(told.international),
        "internationalPublicationNumber": international(told.international_publication),
        "internationalPublicationDate": day(
            told.international_publication.date if told.international_publication else None
        ),
    }


def published(file: CaseFile) -> str:
    """The day on which a design or an application for a trade mark was published."""
    dates = (one.date for one in file.bibliography.publications if one.date)
    return day(next(dates, None)) or _on(file, "PUBLISHED", "GRANT-PUBLISHED")


def priorities(file: CaseFile) -> list[dict[str, str]]:
    shown = _priority if file.case.right is Right.PATENT else _paris
    return [shown(priority) for priority in file.bibliography.priorities]


def _paris(priority: Priority) -> dict[str, str]:
    document = priority.document
    at_home = priority.kind in ("national", "pct")
    return {
        "parisPriorityApplicationNumber": "" if at_home else document.number,
        "parisPriorityDate": "" if at_home else day(document.date),
        "parisPriorityCountryCd": "" if at_home else document.office,
    }


def _priority(priority: Priority) -> dict[str, str]:
    document, pct = priority.document, priority.kind == "pct"
    at_home = pct or priority.kind == "national"
    law = Right.UTILITY_MODEL if document.kind == "U" else Right.PATENT
    return {
        **_paris(priority),
        "nationalPriorityLawCd": _LAWS[law] if at_home else "",
        "nationalPriorityApplicationNumber": document.number if at_home and not pct else "",
        "nationalPriorityInternationalApplicationNumber": document.number if pct else "",
        "nationalPriorityDate": day(document.date) if at_home else "",
    }


_PARENTS = ("parent-division", "parent-conversion")


def parent(file: CaseFile) -> dict[str, str]:
    """The application that this one was divided or converted from; {} where there is none."""
    found = next((one for one in file.bibliography.related if one.relation in _PARENTS), None)
    if found is None:
        return {}
    document = found.document
    if file.case.right is Right.PATENT:
        return {"parentApplicationNumber": document.number, "filingDate": day(document.date)}
    return {
        "parentApplicationCategory": found.code,
        "parentApplicationLawCode": _law(found, file.case.right),
        "parentApplicationNumber": document.number,
    }


def _law(found: Related, own: Right) -> str:
    """A parent of the same law was divided; other applications are converted from patents."""
    if found.relation == "parent-division":
        return _LAWS[own]
    return _LAWS[Right.UTILITY_MODEL if found.document.kind == "U" else Right.PATENT]


def divisional(file: CaseFile, generation: int, today: dt.date) -> dict[str, str]:
    """A row of the list of divisional applications."""
    told = numbers(file)
    names = (
        "publicationNumber", "ADPublicationNumber", "nationalPublicationNumber",
        "ADNationalPublicationNumber", "registrationNumber", "internationalApplicationNumber",
        "internationalPublicationNumber",
    )  # fmt: skip
    return {
        "applicationNumber": file.case.number,
        **{name: told[name] for name in names},
        **term(file, today),
        "divisionalGeneration": str(generation),
    }


def cited(file: CaseFile) -> Data:
    """The documents that the office cited, each counted within the paper that cites it."""
    places: dict[tuple[object, ...], int] = {}
    patents, texts = [], []
    for citation in file.bibliography.citations:
        number = _number(citation)
        key = (citation.date, citation.code, bool(number))
        places[key] = places.get(key, 0) + 1
        head = {
            "draftDate": day(citation.date),
            "citationType": citation.code,
            "citationOrder": str(places[key]),
        }
        if number:
            patents.append({**head, "documentNumber": number})
        else:
            texts.append({**head, **_text(citation)})
    return {"patentDoc": patents, "nonPatentDoc": texts}


def _number(citation: Citation) -> str:
    told = dict(citation.told)
    if "number" in told or citation.document is None:
        return told.get("number", "")
    document = citation.document
    number = era(document) if document.office == "JP" else ""
    return f"{document.office}{document.kind[:1] or ' '} {number or document.number}"


def _text(citation: Citation) -> dict[str, str]:
    told = dict(citation.told)
    return {
        "documentType": told.get("sort", ""),
        "authorName": told.get("author", ""),
        "paperTitle": told.get("title", "") if told else citation.text,
        "publicationName": told.get("publication", ""),
        "issueCountryCd": told.get("country", ""),
        "publisher": told.get("publisher", ""),
        "issueDate": told.get("date", ""),
        "issueDateType": told.get("date-sort", ""),
        "issueNumber": told.get("issue", ""),
        "citationPages": told.get("pages", ""),
    }


def mark(file: CaseFile) -> Data:
    """A trade mark as displayed, how it is read, its figures, and what it is for."""
    told = file.bibliography
    figures = [_figure(c) for c in told.classifications if c.scheme in _FIGURES]
    return {
        "trademarkForDisplay": told.mark,
        "transliteration": _numbered(told.readings),
        "viennaClass": _numbered(figures),
        "goodsServiceInformation": [
            {
                "goodsServiceClass": goods.nice,
                "goodsServiceName": goods.text,
                "similarCode": " ".join(goods.codes),
            }
            for goods in told.goods
        ],
    }


_FIGURES = (Scheme.VIENNA, Scheme.NATIONAL)


def _figure(one: Classification) -> str:
    """Sections of the Vienna Classification stand without leading zeros: 26.1.16."""
    if one.scheme is not Scheme.VIENNA:
        return one.symbol
    return ".".join(str(int(part)) for part in one.symbol.split("."))


def _numbered(values: Iterable[str]) -> dict[str, str]:
    """A list as the interface writes these: an object with the keys "0", "1", ..."""
    return {str(n): value for n, value in enumerate(values)}


def design_class(file: CaseFile) -> str:
    return next(_design_classes(file), "")


def _design_classes(file: CaseFile) -> Iterator[str]:
    yield from (c.symbol for c in file.bibliography.classifications if c.scheme is Scheme.NATIONAL)


def principal(file: CaseFile) -> str:
    """The application for the principal design that a related design belongs to."""
    related = file.bibliography.related
    return next((one.document.number for one in related if one.relation == "principal-design"), "")


def hague(file: CaseFile) -> dict[str, str]:
    """The international registration of a design (Hague), and its number within that."""
    told = dict(file.bibliography.references).get("international-registration", "")
    number, _, design = told.partition(" ")
    return {"internationalRegistrationNumber": number, "designNumber": design}
