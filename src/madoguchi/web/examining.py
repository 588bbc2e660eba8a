"""The examiner's desk: what other offices do in the families of one's cases, and citing it."""

import re
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi.cases import CaseFile, Cited, Uncited
from madoguchi.errors import NotFoundError, NumberError, RefusedError
from madoguchi.families import case_of_key, claims_of
from madoguchi.law import read_number
from madoguchi.model import CaseId, Citation, DocumentId
from madoguchi.web import office
from madoguchi.web.admission import form_of
from madoguchi.web.cases import message, printed_case
from madoguchi.web.recording import Typed
from madoguchi.web.rendering import language, page, room
from madoguchi.web.visitors import visitor

_LONGEST = 2_000
_ORDINAL = re.compile(r"[0-9]{1,15}")


# -- the docket ------------------------------------------------------------------------------------


def docket(request: Request) -> Response:
    """The cases that one follows, and what other offices did in their families."""
    return _docket(request)


def _docket(request: Request, wrong: str = "", status: int = 200) -> Response:
    who, lang, dockets = visitor(request), language(request), room(request).dockets
    results = dockets.results(who.number)
    followed = dockets.followed(who.number)
    values: dict[str, Any] = {
        "followed": [(one, printed_case(one.case, lang)) for one in followed],
        "results": [
            (one, printed_case(CaseId.parse(one.case), lang),
             printed_case(CaseId.parse(one.member), lang), CaseId.parse(one.member).office)
            for one in results
        ],
        "fresh": sum(one.new for one in results),
        "last": max((one.ordinal for one in results), default=0),
        "token": who.form_token,
        "wrong": wrong,
    }  # fmt: skip
    return page(request, "docket.html", values, status=status)


def change_docket(request: Request) -> Response:
    """A case is followed or no longer, or all news were looked through."""
    who, form, dockets = visitor(request), form_of(request), room(request).dockets
    if form.get("what") == "seen":
        ordinal = form.get("last", "")
        dockets.look_through(who.number, int(ordinal) if _ORDINAL.fullmatch(ordinal) else 0)
        return RedirectResponse("/office/docket", 303)
    try:
        case = CaseId.parse(form.get("case", "").strip())
        if form.get("what") == "unfollow":
            dockets.unfollow(who.number, case)
        else:
            dockets.follow(who.number, case, _through(request, case))
    except (NotFoundError, RefusedError) as error:
        return _docket(request, str(error), 400)
    return RedirectResponse("/office/docket", 303)


def _through(request: Request, case: CaseId) -> tuple[CaseId, ...]:
    """What the family of a case is found by: of one not laid open, what it claims.

    Raises NotFoundError where nothing is held or known of the case.
    """
    file = office.file_named(request, str(case))
    if file is None or file.laid_open:
        room(request).families.of(case)
        return ()
    claimed = (case_of_key(claim.claimed) for claim in claims_of("", case, file.bibliography)
               if claim.links)  # fmt: skip
    return tuple(CaseId.parse(one) for one in claimed if one) or (case,)


# -- citing ----------------------------------------------------------------------------------------


def cite_where(request: Request) -> Response:
    """Leads from a document to the case that it is cited in."""
    asked = request.query_params
    file = office.file_named(request, asked.get("case", "").strip())
    if file is None:
        return message(request, "case-not-found", case=asked.get("case", "")[:80])
    carried = urlencode({"cite": asked.get("cite", "")[:_LONGEST], "found": asked.get("found", "")})
    return RedirectResponse(f"/office/case/{file.id}?{carried}#citing", 302)


def cite(request: Request) -> Response:
    """Something is cited against the case: a publication, a document of another office, a text."""
    file = office.held_file(request)
    return _cite(request, file) if file else office.not_held(request)


def _cite(request: Request, file: CaseFile) -> Response:
    form = form_of(request)
    cited = form.get("cited", "").strip()[:_LONGEST]
    if not cited:
        mistakes = {"cited": "mistake-cited"}
        return office.shown(request, file, Typed(form, mistakes, "cite"), 400)
    citation = Citation(
        document=_publication(cited),
        text=cited,
        phase="examination",
        category=form.get("category", "").strip()[:10],
        claims=form.get("claims", "").strip()[:100],
        passage=form.get("passage", "").strip()[:500],
    )
    found = form.get("found", "").strip()[:200]
    fact = Cited(citation=citation, source=visitor(request).number, found=found)
    return office.put(request, file, fact, "cite")


def _publication(text: str) -> DocumentId | None:
    """The publication that a text is the number of; None for a text that is none."""
    try:
        number = read_number(text)[0].number
    except (NumberError, IndexError):
        return None
    return DocumentId(office=number.office, number=number.number, kind=number.kind)


def uncite(request: Request) -> Response:
    """Something is cited no longer."""
    file = office.held_file(request)
    if file is None:
        return office.not_held(request)
    id_ = form_of(request).get("citation", "")
    if id_ not in {one.id for one in file.citing}:
        return message(request, "citing-not-found", case=file.id)
    return office.put(request, file, Uncited(id=id_, source=visitor(request).number), "cite")
