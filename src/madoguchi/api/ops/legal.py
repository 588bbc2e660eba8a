"""Legal events in the fields of INPADOC (ops_legal.xsd): L001EP to L533EP.

An event that came from INPADOC is given back in its own code and words. Any other carries its
office's own code, and its words from the office's tables.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement

from madoguchi.api.ops.trees import put
from madoguchi.cases import CaseFile, case_of
from madoguchi.law import ST27, STATED, Step, event_rule
from madoguchi.model import DocumentId, Publication, Right
from madoguchi.premises import Premises

_INPADOC = "inpadoc"
# Further fields by the names that answers of OPS give them.
_FIELDS = {
    "Ref Country Code": "L501EP",
    "Ref Legal Event Code": "L502EP",
    "Ref Document Number": "L503EP",
    "Country of Ref Document": "L504EP",
    "DATE OF REF DOCUMENT": "L505EP",
    "Kind Code of Ref Document": "L506EP",
    "Designated State(s)": "L507EP",
    "OWNER": "L509EP",
    "Free Format Text": "L510EP",
    "IPC CLASSIFICATION": "L516EP",
    "Payment DATE": "L518EP",
    "Year of Fee Payment": "L520EP",
    "Validation States": "L524EP",
    "Effective DATE": "L525EP",
}
_FREE = "Free Format Text"
_EFFECTIVE = "Effective DATE"
_IPR = {Right.PATENT: "PI", Right.UTILITY_MODEL: "UM", Right.DESIGN: "DE"}
# What an event means for the application or right, by its category in WIPO ST.27.
_GOOD, _BAD = frozenset("ACDFGKM"), frozenset("BHN")


def cases_of(premises: Premises, members: Sequence[Publication]) -> dict[str, CaseFile]:
    """Return the laid-open cases by publication: of an application's publications the first."""
    held = premises.cases.of_publications([one.id for one in members])
    by_member = {one.id: held.get(one.id) or str(case_of(one) or "") for one in members}
    files = premises.cases.cases(list(dict.fromkeys(by_member.values())))
    first: dict[str, str] = {}
    for member, case in by_member.items():
        if case in files:
            first.setdefault(case, member)
    return {member: files[case] for case, member in first.items()}


def legal_events(member: Element, file: CaseFile, application: DocumentId) -> None:
    """Add the events of a case; plain dates that a source states are no legal events."""
    for step in file.steps:
        if step.event.series != STATED:
            _event(member, file, step, application)


def _event(member: Element, file: CaseFile, step: Step, application: DocumentId) -> None:
    code, text = step.event.code, _text(file, step)
    influence = _influence(step)
    attributes = {
        "code": f"{code:4}",
        "desc": text,
        "infl": influence,
        "dateMigr": "00010101",
    }
    element = SubElement(member, "ops:legal", attributes)
    details = list(_details(step))
    number = f"{application.number:>12}"
    date = step.event.date.isoformat()
    head = f"{application.office}{number}{application.kind:2} {date}{code:4}{influence}{text}"
    for line, (name, value) in enumerate(details or [("", "")], 1):
        told = f"{head} {name} {value}".rstrip()
        put(element, "ops:pre", told, {"line": f"{line:05}"})
    _fields(element, file, step, application)
    if details:
        _further(element, details)


def _fields(element: Element, file: CaseFile, step: Step, application: DocumentId) -> None:
    date = step.event.date.isoformat()
    fields = [
        ("L001EP", "Country Code", application.office),
        ("L002EP", "Filing / Published Document", "F"),
        ("L003EP", "Document Number", f"{application.number:>12}"),
        ("L004EP", "Kind Code", f"{application.kind:2}"),
        ("L005EP", "IPR Type", _IPR.get(file.case.right, "PI")),
        ("L007EP", "Gazette DATE", date),
        ("L008EP", "Legal Event Code 1", step.event.code),
    ]
    for name, desc, value in fields:
        put(element, f"ops:{name}", value, {"desc": desc})


def _further(element: Element, details: Sequence[tuple[str, str]]) -> None:
    group = SubElement(element, "ops:L500EP")
    for name, value in details:
        put(group, f"ops:{_FIELDS[name]}", value, {"desc": name})


def _details(step: Step) -> Iterator[tuple[str, str]]:
    """What else is told of an event: INPADOC's fields by name, anything else as free text."""
    told = False
    for name, value in step.event.detail:
        known = name in _FIELDS
        told = told or name == _EFFECTIVE
        yield (name, value) if known else (_FREE, f"{name}: {value}" if name else value)
    if step.event.effective and not told:
        yield _EFFECTIVE, _compact(step.event.effective)
    if step.event.number:
        yield _FREE, f"DOCUMENT {step.event.number}"


def _compact(date: dt.date) -> str:
    return date.isoformat().replace("-", "")


def _text(file: CaseFile, step: Step) -> str:
    """The words of INPADOC, else the name of the code in the office's table, else the source's."""
    event = step.event
    if event.series == _INPADOC and event.text:
        return event.text
    rule = event_rule(file.case, event.series, event.code)
    named = rule.name("en") if rule else ""
    return (named or event.text or ST27.event_name(step.code.detailed, "en")).upper()


def _influence(step: Step) -> str:
    category = step.code.category
    return "+" if category in _GOOD else "-" if category in _BAD else " "
