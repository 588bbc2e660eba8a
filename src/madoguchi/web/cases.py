"""The case page, its other forms, and the documents of its file."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi import __version__, clock
from madoguchi.cases import CaseFile, HeldDocument, PublicCases, Side, encode_file, legal_status
from madoguchi.dossier import document_name
from madoguchi.errors import NotFoundError, NumberError
from madoguchi.law import (
    INTERIM,
    ST27,
    Number,
    Step,
    event_rule,
    offices,
    read_number,
    source_text,
)
from madoguchi.model import CaseId, DocumentId, Pairs, Paper, Right
from madoguchi.web.forms import accepted, tagged, unchanged
from madoguchi.web.rendering import language, page, room
from madoguchi.web.timeline import timeline

_FORMS = {"html": "text/html", "json": "application/json", "xml": "application/xml"}
_FEES = frozenset("U")


def case(request: Request) -> Response:
    """A laid-open case at its permanent address: HTML, JSON, or WIPO ST.96 legal status (XML)."""
    id_, form = id_and_form(request)
    cases = room(request).cases
    try:
        file = cases.case(id_)
    except NotFoundError:
        return _elsewhere(request, id_)
    return represented(request, cases, file, form)


def represented(request: Request, cases: Side, file: CaseFile, form: str) -> Response:
    """A case in one of its forms."""
    if form not in _FORMS:
        return message(request, "bad-format", format=form)
    around = (room(request).stamp()[0], today_of(file.case)) if form == "html" else ()
    state = "-".join(map(str, (__version__, file.version, *around, form, language(request))))
    tag = f'W/"{state}"'
    return unchanged(request, tag) or tagged(_form(request, cases, file, form), tag)


def _form(request: Request, cases: Side, file: CaseFile, form: str) -> Response:
    if form == "json":
        return Response(encode_file(file), media_type=_FORMS[form])
    if form == "xml":
        try:
            return Response(legal_status(file, today_of(file.case)), media_type=_FORMS[form])
        except NotFoundError:
            return message(request, "case-no-events", case=file.id)
    return page(request, "case.html", case_values(request, cases, file))


def id_and_form(request: Request) -> tuple[str, str]:
    text = request.path_params["case"]
    name, dot, ending = text.rpartition(".")
    if dot and ending in _FORMS:
        return name, ending
    form = accepted(request.headers.get("accept", "*/*"))
    return text, form if form in _FORMS else "html"


def _elsewhere(request: Request, text: str) -> Response:
    """A number in any spelling leads to its case, where exactly one laid-open case has it."""
    found = _named(request, text, "")
    if len(found) == 1:
        return RedirectResponse(f"/case/{found[0]}", 302)
    return message(request, "case-not-found", case=text[:80])


def message(request: Request, key: str, **values: str) -> Response:
    lines = [(key, values), ("case-not-found-help", {})]
    heading = "case-not-found-title"
    return page(request, "message.html", {"heading": heading, "lines": lines}, status=404)


def today_of(case_: CaseId) -> dt.date:
    profile = offices().get(case_.office)
    return clock.today(profile.time_zone if profile else "UTC")


def case_values(request: Request, cases: Side, file: CaseFile) -> dict[str, Any]:
    """What the page shows of a case."""
    lang, today = language(request), today_of(file.case)
    publications = room(request).cases.publications([file.id]).get(file.id, [])
    return {
        "file": file,
        "told": file.bibliography,
        "number": printed_case(file.case, lang),
        "status": file.status(today),
        "lapses": [f"{label.removeprefix(_LAPSED)} {date}" for label, date in _lapses(file)],
        "references": [
            pair for pair in file.bibliography.references if pair not in _lapses(file)
        ],
        "interim": file.case.right in INTERIM,
        "term": _term(file),
        "timeline": timeline(file, today),
        "rows": [(step, step_name(file.case, step, lang)) for step in reversed(file.steps)],
        "fees": [step for step in file.steps if step.code.category in _FEES],
        "documents": [
            (held, document_name(file.case, held.document, lang))
            for held in reversed(file.documents)
        ],
        "publications": room(request).window.by_number(publications) if publications else (),
        "related": [(one, _case_address(request, one.document, file.case))
                    for one in file.bibliography.related],
        "address": _address(cases, file.id),
        "event_name": lambda step: step_name(file.case, step, lang),
        "standard_name": lambda step: ST27.event_name(step.code.detailed, lang),
    }  # fmt: skip


_LAPSED = "lapsed "


def _lapses(file: CaseFile) -> Pairs:
    """The contracting states of a European patent in which it has lapsed, and since when."""
    return tuple(pair for pair in file.bibliography.references if pair[0].startswith(_LAPSED))


def printed_case(case_: CaseId, lang: str) -> str:
    """The application number as the office prints it."""
    return printed_application_number(case_.office, case_.right, case_.number, lang)


def printed_application_number(office: str, right: Right, number: str, lang: str) -> str:
    """A canonical application number as its office prints it, be it an international one."""
    sort = "pct-application" if number.startswith("PCT") else "application"
    return Number(office=office, right=right, object=sort, number=number).printed(lang)


def step_name(case_: CaseId, step: Step, lang: str) -> str:
    """An event in the reader's words where its table has them, else in the office's own."""
    rule = event_rule(case_, step.event.series, step.event.code)
    named = getattr(rule, lang, "") if rule else ""
    return named or step.event.text or (rule.name(lang) if rule else step.event.code)


def _term(file: CaseFile) -> Mapping[str, str]:
    """Who says when the term ends, the office or which rule, as keys of the catalogue."""
    expires = file.expires
    if expires is None:
        return {}
    if expires.stated:
        return {"key": "term-stated", "by": "term-stated-by", "source": ""}
    source = source_text(file.case.office, expires.source)
    return {"key": "term-computed", "by": "term-computed-by", "source": source}


def _case_address(request: Request, document: DocumentId, own: CaseId) -> str:
    """The address of a related case, "" where no file of it is held."""
    found = _named(request, document.number, document.office or own.office)
    return f"/case/{found[0]}" if len(found) == 1 else ""


def _named(request: Request, text: str, office: str) -> list[str]:
    """The laid-open cases that a number may be of."""
    try:
        numbers = [reading.number for reading in read_number(text, office)]
    except NumberError:
        return []
    return room(request).cases.named(numbers)


def _address(cases: Side, id_: str) -> str:
    return f"/case/{id_}" if isinstance(cases, PublicCases) else f"/office/case/{id_}"


# -- documents -------------------------------------------------------------------------------------


def document(request: Request) -> Response:
    """A document of a laid-open case's file, rendered for reading."""
    return document_page(request, room(request).cases)


def document_original(request: Request) -> Response:
    """A document of a laid-open case's file, as received."""
    return document_bytes(request, room(request).cases)


def document_page(request: Request, cases: Side) -> Response:
    try:
        file, held = _held(request, cases)
        paper = cases.paper(held)
    except NotFoundError:
        return message(request, "document-not-found", case=request.path_params["case"][:80])
    return page(request, "paper.html", _paper_values(request, cases, file, held, paper))


def document_bytes(request: Request, cases: Side) -> Response:
    try:
        _, held = _held(request, cases)
        data = cases.original(held)
    except NotFoundError:
        return message(request, "document-not-found", case=request.path_params["case"][:80])
    name = quote(f"{held.document.number}.{_ENDINGS.get(held.media_type, 'bin')}")
    # An office's HTML is never shown as a page of this site.
    return Response(
        data,
        media_type="application/octet-stream",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"},
    )


_ENDINGS = {"text/xml": "xml", "text/html": "htm", "application/json": "json"}


def _held(request: Request, cases: Side) -> tuple[CaseFile, HeldDocument]:
    file = cases.case(request.path_params["case"])
    return file, cases.document(file, request.path_params["number"])


def _paper_values(
    request: Request, cases: Side, file: CaseFile, held: HeldDocument, paper: Paper
) -> dict[str, Any]:
    lang = language(request)
    return {
        "file": file,
        "held": held,
        "paper": paper,
        "number": printed_case(file.case, lang),
        "name": document_name(file.case, held.document, lang),
        "address": _address(cases, file.id),
    }
