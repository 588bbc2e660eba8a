"""The calls of the JPO's interface for domestic cases that are answered in JSON."""

import datetime as dt
import re
from collections.abc import Callable

from madoguchi import clock
from madoguchi.api.jpo import told
from madoguchi.api.jpo.envelope import answered, answered_with, nothing
from madoguchi.api.jpo.rendered import Data, Reading, Rendered
from madoguchi.api.jpo.spelling import day as written
from madoguchi.api.jpo.spelling import era, international, western
from madoguchi.api.jpo.wrapper import gazettes, groups
from madoguchi.api.operations import Answer, Call
from madoguchi.cases import CaseFile, PublicCases
from madoguchi.errors import NotFoundError
from madoguchi.law import Number, offices, publication_number
from madoguchi.model import CaseId, DocumentId, Right

Told = Callable[[CaseFile, dt.date], Data]
_FORBIDDEN = re.compile(r"[\t,|;:\x00]")
_TEN = re.compile(r"[0-9]{10}")
_CODE = re.compile(r"[0-9]{9}")
_INTERNATIONAL = re.compile(r"[A-Z]{2}[0-9]{10}")
_HEISEI = 1989
_LONGEST = 1_000


def today() -> dt.date:
    """The day at the office."""
    return clock.today(offices()["JP"].time_zone)


def forbidden(text: str) -> bool:
    """Whether a parameter has a character that the interface takes in none."""
    return _FORBIDDEN.search(text) is not None or len(text) > _LONGEST


def of_case(right: Right, say: Told) -> Callable[[Call], Answer]:
    """Return the handler of a call that names an application and is answered with data of it."""

    def handler(call: Call) -> Answer:
        number = call.path["number"]
        if forbidden(number):
            return nothing("208", call.remaining)
        if not _TEN.fullmatch(number):
            return nothing("107", call.remaining)
        data = _rendered.of(call.premises.cases, f"JP-{right.value}-{number}", today(), say)
        return answered_with(data, call.remaining) if data else nothing("107", call.remaining)

    return handler


_rendered = Rendered()


def case_of(cases: PublicCases | Reading, right: Right, number: str) -> CaseFile | None:
    """The laid-open case of an application number; None where there is none."""
    if not _TEN.fullmatch(number):
        return None
    try:
        return cases.case(str(CaseId(office="JP", right=right, number=number)))
    except NotFoundError:
        return None


# -- the progress of a case ------------------------------------------------------------------------


def patent_progress(file: CaseFile, day: dt.date) -> Data:
    return {
        **_patent_head(file, day),
        "priorityRightInformation": told.priorities(file),
        "parentApplicationInformation": told.parent(file),
        "divisionalApplicationInformation": [],
        "bibliographyInformation": groups(file),
    }


def patent_progress_simple(file: CaseFile, day: dt.date) -> Data:
    return {**_patent_head(file, day), "bibliographyInformation": groups(file)}


def _patent_head(file: CaseFile, day: dt.date) -> Data:
    return {
        "applicationNumber": file.case.number,
        "inventionTitle": told.title(file),
        "applicantAttorney": told.parties(file),
        "filingDate": written(file.filed),
        **told.numbers(file),
        **told.term(file, day),
    }


def design_progress(file: CaseFile, day: dt.date) -> Data:
    return {
        "applicationNumber": file.case.number,
        "designArticle": told.title(file),
        "designClass": told.design_class(file),
        **_filed_and_registered(file),
        "principalDesignApplicationNumber": told.principal(file),
        **told.term(file, day),
        **_origins(file),
        "bibliographyInformation": groups(file),
    }


def design_progress_simple(file: CaseFile, day: dt.date) -> Data:
    return {
        "applicationNumber": file.case.number,
        "designArticle": told.title(file),
        **_filed_and_registered(file),
        **told.term(file, day),
        "bibliographyInformation": groups(file),
    }


def mark_progress(file: CaseFile, day: dt.date) -> Data:
    return {**_mark(file, day), **_origins(file), "bibliographyInformation": groups(file)}


def mark_progress_simple(file: CaseFile, day: dt.date) -> Data:
    return {**_mark(file, day), "bibliographyInformation": groups(file)}


def _mark(file: CaseFile, day: dt.date) -> Data:
    return {
        "applicationNumber": file.case.number,
        **_filed_and_registered(file),
        **told.term(file, day),
        **told.mark(file),
    }


def _filed_and_registered(file: CaseFile) -> Data:
    return {
        "applicantAttorney": told.parties(file),
        "filingDate": written(file.filed),
        "publicationDate": _published(file),
        **told.registration(file),
    }


def _published(file: CaseFile) -> str:
    """A design's publication is not told: its gazette appears with the registration."""
    return "" if file.case.right is Right.DESIGN else told.published(file)


def _origins(file: CaseFile) -> Data:
    return {
        "priorityRightInformation": told.priorities(file),
        "parentApplicationInformation": told.parent(file),
    }


# -- registration, priority, citations, address ----------------------------------------------------


def registration(file: CaseFile, day: dt.date) -> Data:
    """Data of the register; none before there is a right."""
    if file.bibliography.registration is None:
        return {}
    right = file.case.right
    term = told.term(file, day)
    state = {name: term[name] for name in ("erasureIdentifier", "disappearanceDate")}
    titles: dict[Right, Data] = {
        Right.PATENT: {
            "inventionTitle": told.title(file),
            "numberOfClaims": f"{file.bibliography.claims:03d}" if file.bibliography.claims else "",
        },
        Right.DESIGN: {"designArticle": told.title(file)},
    }
    return {
        "applicationNumber": file.case.number,
        "filingDate": written(file.filed),
        **told.registration(file),
        **told.decisions(file),
        "rightPersonInformation": told.owners(file),
        **titles.get(right, {}),
        "expireDate": term["expireDate"],
        **told.fees(file),
        **state,
        **told.updated(file),
        **(told.mark(file) if right is Right.TRADE_MARK else {}),
    }


def priority(file: CaseFile, _day: dt.date) -> Data:
    return {
        "applicationNumber": file.case.number,
        "priorityRightInformation": told.priorities(file),
    }


def citations(file: CaseFile, _day: dt.date) -> Data:
    return {"applicationNumber": file.case.number, **told.cited(file)}


def address_of(right: Right) -> Callable[[Call], Answer]:
    """Return the handler of a case's permanent address: as the office states it, else our own."""

    def handler(call: Call) -> Answer:
        number = call.path["number"]
        if forbidden(number):
            return nothing("208", call.remaining)
        file = case_of(call.premises.cases, right, number)
        if file is None:
            return nothing("107", call.remaining)
        stated = dict(file.bibliography.references).get("J-PlatPat", "")
        return answered({"URL": stated or f"{call.base}/case/{file.id}"}, call.remaining)

    return handler


# -- divisional applications -----------------------------------------------------------------------


def divisionals(call: Call) -> Answer:
    """The parent of a patent application, and its family of divisional applications."""
    number = call.path["number"]
    if forbidden(number):
        return nothing("208", call.remaining)
    file = case_of(call.premises.cases, Right.PATENT, number)
    if file is None:
        return nothing("107", call.remaining)
    data = {
        "applicationNumber": file.case.number,
        "parentApplicationInformation": told.parent(file),
        "divisionalApplicationInformation": _divided(call.premises.cases, file),
    }
    return answered(data, call.remaining)


def divided_progress(call: Call) -> Answer:
    """The progress of a patent application with its divisional applications."""
    cases, number = call.premises.cases, call.path["number"]
    if forbidden(number):
        return nothing("208", call.remaining)
    if not _TEN.fullmatch(number):
        return nothing("107", call.remaining)
    day = today()
    data = _rendered.read(
        ("divided", number), cases, day, lambda reading: _divided_progress(reading, number, day)
    )
    return answered_with(data, call.remaining) if data else nothing("107", call.remaining)


def _divided_progress(cases: Reading, number: str, day: dt.date) -> Data:
    file = case_of(cases, Right.PATENT, number)
    if file is None:
        return {}
    return {
        **patent_progress(file, day),
        "divisionalApplicationInformation": _divided(cases, file),
    }


_MOST_DIVIDED = 200


def _divided(cases: PublicCases | Reading, file: CaseFile) -> list[dict[str, str]]:
    """The whole family from its root on, by generation; empty where nothing was divided."""
    root, above = file, 0
    seen = {file.case.number}
    while (parent := _parent(cases, root)) is not None and parent.case.number not in seen:
        seen.add(parent.case.number)
        root, above = parent, above + 1
    found = {root.case.number: 0}
    _descend(cases, root, 0, found)
    found.setdefault(file.case.number, above)
    if len(found) == 1:
        return []
    files = {number: case_of(cases, Right.PATENT, number) for number in found}
    rows = [(found[number], one) for number, one in files.items() if one is not None]
    return [told.divisional(one, n, today()) for n, one in sorted(rows, key=lambda row: row[0])]


def _parent(cases: PublicCases | Reading, file: CaseFile) -> CaseFile | None:
    number = told.parent(file).get("parentApplicationNumber", "")
    return case_of(cases, Right.PATENT, number)


def _descend(
    cases: PublicCases | Reading, file: CaseFile, generation: int, found: dict[str, int]
) -> None:
    """Add the later applications that a case and those below it name."""
    for one in file.bibliography.related:
        number = one.document.number
        if not one.relation.startswith("child-division") or number in found:
            continue
        if len(found) >= _MOST_DIVIDED:
            return
        told_generation = one.relation.rpartition("-")[2]
        below = int(told_generation) if told_generation.isdecimal() else generation + 1
        found[number] = below
        child = case_of(cases, Right.PATENT, number)
        if child is not None:
            _descend(cases, child, below, found)


# -- numbers and names -----------------------------------------------------------------------------

_NUMBERED = {
    "application": _TEN,
    "publication": re.compile(r"[1-5][0-9]{8}|[0-9]{10}"),
    "registration": re.compile(r"[0-9]{7}"),
}


def number_reference(right: Right) -> Callable[[Call], Answer]:
    """Return the handler that tells the other numbers of a case by one of them."""

    def handler(call: Call) -> Answer:
        kind, number = call.path["kind"], call.path["number"]
        if forbidden(number):
            return nothing("208", call.remaining)
        if not _takes(right, kind, number):
            return nothing("204", call.remaining)
        if right is Right.PATENT and _before_heisei(kind, number):
            return nothing("111", call.remaining)
        id_ = _numbered(call.premises.cases, right, kind, number)
        data = _rendered.of(call.premises.cases, id_, today(), _NUMBERS[right]) if id_ else b""
        return answered_with(data, call.remaining) if data else nothing("107", call.remaining)

    return handler


def _takes(right: Right, kind: str, number: str) -> bool:
    if kind not in _NUMBERED or (kind == "publication" and right is not Right.PATENT):
        return False
    return _NUMBERED[kind].fullmatch(number) is not None


def _before_heisei(kind: str, number: str) -> bool:
    return kind != "registration" and len(number) == 10 and int(number[:4]) < _HEISEI


def _numbered(cases: PublicCases, right: Right, kind: str, number: str) -> str:
    """The identity of the case of a number, "" where none or several have it."""
    if kind == "application":
        return f"JP-{right.value}-{number}"
    named = cases.named([_number(right, kind, number)])
    return named[0] if len(named) == 1 else ""


def _number(right: Right, kind: str, number: str) -> Number:
    if kind == "registration":
        return Number(office="JP", right=right, object="registration", number=number)
    spelt = number if len(number) == 9 else era(DocumentId(number=number, office="JP"))
    canonical = publication_number("JP", f"{_ERAS[spelt[0]]}{spelt[1:3]}-{spelt[3:]}", "A")
    return Number(office="JP", right=right, object="publication", number=canonical)


_ERAS = {"1": "M", "2": "T", "3": "S", "4": "H", "5": "R"}


def _patent_numbers(file: CaseFile, _day: dt.date) -> Data:
    published, translated = gazettes(file)
    told_of = file.bibliography
    return {
        "applicationNumber": file.case.number,
        "publicationNumber": western(published),
        "nationalPublicationNumber": western(translated),
        "registrationNumber": told.registration(file)["registrationNumber"],
        "internationalPublicationNumber": international(told_of.international_publication),
    }


def _design_numbers(file: CaseFile, day: dt.date) -> Data:
    return {**_mark_numbers(file, day), **told.hague(file)}


def _mark_numbers(file: CaseFile, _day: dt.date) -> Data:
    return {
        "applicationNumber": file.case.number,
        "registrationNumber": told.registration(file)["registrationNumber"],
    }


_NUMBERS: dict[Right, Told] = {
    Right.PATENT: _patent_numbers,
    Right.DESIGN: _design_numbers,
    Right.TRADE_MARK: _mark_numbers,
}


def national_phase(call: Call) -> Answer:
    """The application number of an international application in the national phase."""
    kind, number = call.path["kind"], call.path["number"]
    if forbidden(number):
        return nothing("208", call.remaining)
    sort = _INTERNATIONAL_SORTS.get(kind)
    if sort is None or not _INTERNATIONAL.fullmatch(number):
        return nothing("204", call.remaining)
    found = call.premises.cases.international("JP", sort, number)
    if not found:
        return nothing("107", call.remaining)
    return answered({"applicationNumber": CaseId.parse(found[0]).number}, call.remaining)


_INTERNATIONAL_SORTS = {
    "international_application": "application",
    "international_publication": "publication",
}


def name_of_code(call: Call) -> Answer:
    code = call.path["code"]
    if forbidden(code):
        return nothing("208", call.remaining)
    names = call.premises.cases.party_names("JP", code) if _CODE.fullmatch(code) else []
    if not names:
        return nothing("107", call.remaining)
    return answered({"applicantAttorneyName": names[0]}, call.remaining)


def codes_of_name(call: Call) -> Answer:
    """The codes of those who are named exactly so; width, blanks and case count."""
    name = call.path["name"]
    if forbidden(name):
        return nothing("208", call.remaining)
    codes = call.premises.cases.parties("JP", name)
    if not codes:
        return nothing("107", call.remaining)
    rows = [{"applicantAttorneyCd": code, "name": name} for code in codes]
    return answered({"applicantAttorney": rows}, call.remaining)
