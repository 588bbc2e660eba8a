"""The claim-correspondence table of two offices: proposed, corrected by hand, printed.

Corrections stand in the address, so that a table can be kept, sent and printed as it is; nothing
is stored here.
"""

import re
from typing import Any, NamedTuple, get_args

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.dossier import (
    ClaimSide,
    Correspondence,
    Dossier,
    Likeness,
    correct,
    correspondence_pdf,
    validate,
)
from madoguchi.errors import RefusedError
from madoguchi.web.cases import message, printed_case
from madoguchi.web.comparisons import Claimed, chosen_sets, claim_sets, proposed
from madoguchi.web.dossiers import made, shown
from madoguchi.web.rendering import language

LIKENESSES: tuple[Likeness, ...] = get_args(Likeness)
_NUMBERS = re.compile(r"\d{1,4}")
_LONGEST_REMARK = 1_000


class Table(NamedTuple):
    """A table with its two sets, and what is wrong with the corrections, if anything."""

    left: Claimed
    right: Claimed
    rows: Correspondence
    wrong: str = ""


def correspondence(request: Request) -> Response:
    """The table of two sets of claims, with a form to correct it."""

    def values(found: Dossier) -> dict[str, Any]:
        table = _table(request, found)
        claims = {c.number: c.text for c in table.right.claims.claims} if table else {}
        return {
            "sets": claim_sets(found.members),
            "table": table,
            "texts": claims,
            "left_texts": {c.number: c.text for c in table.left.claims.claims} if table else {},
            "faults": dict(table.rows.faults()) if table else {},
            "likenesses": LIKENESSES,
            "asked": request.url.query,
        }

    return shown(request, "dossier-correspondence.html", values)


def correspondence_printed(request: Request) -> Response:
    """The table as PDF, as the page of the same address has it."""
    return made(request, lambda found: _printed(request, found))


def _printed(request: Request, found: Dossier) -> Response:
    table = _table(request, found)
    if table is None:
        return message(request, "claims-not-two")
    if table.wrong:
        return message(request, "correspondence-wrong", reason=table.wrong)
    lang = language(request)
    left, right = _side(found, table.left, lang), _side(found, table.right, lang)
    body = correspondence_pdf(table.rows, left, right, lang)
    headers = {"content-disposition": f'inline; filename="{found.asked}-correspondence.pdf"'}
    return Response(body, media_type="application/pdf", headers=headers)


def _side(found: Dossier, one: Claimed, lang: str) -> ClaimSide:
    member = next(m for m in found.members if one.publication in m.publications)
    return ClaimSide(f"{printed_case(member.case, lang)} ({one.publication.id})", one.claims)


def _table(request: Request, found: Dossier) -> Table | None:
    sets = claim_sets(found.members)
    pair = chosen_sets(request, sets)
    if pair is None:
        return None
    rows = proposed(request, *pair)
    try:
        rows = _corrected(request, rows)
        validate(rows, pair[0].claims, pair[1].claims)
    except RefusedError as error:
        return Table(*pair, rows=proposed(request, *pair), wrong=str(error))
    return Table(*pair, rows=rows)


def _corrected(request: Request, rows: Correspondence) -> Correspondence:
    """Put in what was written by hand: `claims-3=1,2`, `scope-3=narrower`, `remark-3=...`."""
    asked = request.query_params
    for row in rows.rows:
        if f"claims-{row.right}" not in asked:
            continue
        left = tuple(int(one) for one in _NUMBERS.findall(asked[f"claims-{row.right}"]))
        likeness = _likeness(asked.get(f"scope-{row.right}", row.likeness))
        remark = asked.get(f"remark-{row.right}", "")[:_LONGEST_REMARK]
        if (left, likeness, remark.strip()) != (row.left, row.likeness, row.remark):
            rows = correct(rows, row.right, left, remark, likeness)
    return rows


def _likeness(text: str) -> Likeness:
    for known in LIKENESSES:
        if known == text:
            return known
    raise RefusedError(f"{text[:20]!r} is no scope; choose one of {', '.join(LIKENESSES)}")
