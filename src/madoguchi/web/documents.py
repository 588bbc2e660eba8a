"""The document page, its other forms, and the files beside a document."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi import __version__, clock
from madoguchi.cases import CaseFile
from madoguchi.errors import NotFoundError, NumberError, WithdrawnError
from madoguchi.formats import bibtex, ris
from madoguchi.law import publication_number, read_number
from madoguchi.model import Block, Body, Citation, Claim, ClaimSet, DocumentId, Publication, encode
from madoguchi.search import Card
from madoguchi.web.forms import FORMS, number_and_form, tagged, unchanged
from madoguchi.web.halls import hall
from madoguchi.web.rendering import instant, language, page, room
from madoguchi.web.translated import translation_values

_MAX_POSITION = 2**63 - 1
_DEEPEST_CLAIM = 4

# WIPO ST.9: the INID code of what another document is to this one; (60) stands for all others.
_RELATION_INIDS = {
    "addition": "61",
    "division": "62",
    "continuation": "63",
    "continuation-in-part": "63",
    "reissue": "64",
    "related-publication": "65",
    "substitution": "66",
    "utility-model-basis": "67",
    "pct-filing": "86",
    "pct-application": "86",
    "pct-publication": "87",
}


def publication(request: Request) -> Response:
    """A publication at its permanent address, in the form asked for by ending or Accept header."""
    number, ending, form = number_and_form(
        request.path_params["number"], request.headers.get("accept", "*/*")
    )
    try:
        found = hall(request).archive.publication(number)
    except WithdrawnError as error:
        return withdrawn_page(request, error)
    except NotFoundError:
        return _elsewhere(request, number, ending)
    if form not in FORMS:
        return message_page(request, 404, "bad-format", format=form)
    if form == "html" and request.query_params.get("to"):  # depends on engines and glossaries
        return _represented(request, found, form)
    tag = _tag(request, number, form)
    return unchanged(request, tag) or tagged(_represented(request, found, form), tag)


def _tag(request: Request, number: str, form: str) -> str:
    """What a form depends on: the publication's last position, what surrounds it, the language."""
    archive = hall(request).archive
    last = archive.versions(number)[-1].position
    around: tuple[object, ...] = ()
    if form == "html":
        around = (*room(request).public_state(), len(archive.attachments(number)), clock.today())
    state = "-".join(map(str, (__version__, last, *around, form, language(request))))
    return f'W/"{state}"'


def _represented(request: Request, found: Publication, form: str) -> Response:
    if form == "html":
        return page(request, "document.html", document_values(request, found))
    if form == "xml":
        return _received(found.id, hall(request).archive.original(found.id))
    lang = language(request)
    if form == "json":
        return Response(encode(found), media_type=FORMS[form])
    body = ris(found, lang) if form == "ris" else bibtex(found, lang)
    return Response(body, media_type=FORMS[form])


def _elsewhere(request: Request, number: str, ending: str) -> Response:
    """Another spelling of a held number leads to its address; several are offered."""
    try:
        readings = [reading.number.id for reading in read_number(number)]
    except NumberError:
        readings = []
    cards = hall(request).window.named([*readings, number.upper()])
    spelled = [one for one in (*readings, number.upper()) if one != number]
    gone = [] if cards else list(hall(request).archive.withdrawals.of(spelled))
    if len(gone) == 1:
        return RedirectResponse(f"{hall(request).base}/p/{gone[0]}{ending}", 302)
    if len(cards) == 1:
        return RedirectResponse(f"{hall(request).base}/p/{cards[0].id}{ending}", 302)
    if cards:
        values = {
            "heading": "several-title",
            "lines": [("several", {"number": number})],
            "cards": cards,
        }
        return page(request, "message.html", values, status=300)
    lines: list[tuple[str, dict[str, Any]]] = [("not-found", {"number": number[:80]})]
    if readings:
        lines.append(("not-found-read", {"number": ", ".join(readings[:5])}))
    lines.append(("not-found-help", {}))
    return page(request, "message.html", {"heading": "not-found-title", "lines": lines}, status=404)


def withdrawn_page(request: Request, error: WithdrawnError) -> Response:
    """Gone (RFC 9110, 15.5.11): what it was is not told, only that it was, and until when."""
    lang = language(request)
    since = instant(error.since, lang)
    lines = [
        ("publication-withdrawn", {"number": error.publication, "date": since}),
        ("publication-withdrawn-help", {}),
    ]
    values = {"heading": "publication-withdrawn-title", "lines": lines}
    response = page(request, "message.html", values, status=410)
    response.headers["cache-control"] = "no-store"
    return response


def message_page(request: Request, status: int, key: str, **values: str) -> Response:
    lines = [(key, values)]
    return page(request, "message.html", {"heading": "page-missing", "lines": lines}, status=status)


def original(request: Request) -> Response:
    """The bytes as received; `?position=` gives an earlier version."""
    number = request.path_params["number"]
    position = request.query_params.get("position", "")
    try:
        data = hall(request).archive.original(number, _position(position) if position else None)
    except WithdrawnError as error:
        return withdrawn_page(request, error)
    except NotFoundError:
        if position and hall(request).archive.versions(number):
            return message_page(request, 404, "not-found", number=f"{number} / {position[:20]}")
        return _elsewhere(request, number, "/original")
    return _received(number, data)


def _position(text: str) -> int:
    """A position of the stream; 0, where nothing is, for a text that is none."""
    return min(int(text), _MAX_POSITION) if text.isdecimal() and len(text) < 20 else 0


def _received(number: str, data: bytes) -> Response:
    is_xml = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<"
    name = quote(f"{number}.{'xml' if is_xml else 'txt'}")
    return Response(
        data,
        media_type="application/xml" if is_xml else "application/octet-stream",
        headers={"content-disposition": f"inline; filename*=UTF-8''{name}"},
    )


# -- what the page shows ---------------------------------------------------------------------------


def document_values(request: Request, found: Publication) -> dict[str, Any]:
    """Everything that the document page needs."""
    here = hall(request)
    cited = _cited(found.citations)
    held = (
        {card.id: card for card in here.window.by_number([*dict.fromkeys(cited.values())])}
        if cited
        else {}
    )
    by_number = {f"{card.office}{card.number}": card.id for card in held.values()}
    case = _case(request, found.id)
    return {
        "p": found,
        "case": case,
        "case_status": case and case.status(clock.today()),
        "abstracts": [
            (body, numbered(body, f"abstract{i}-")) for i, body in enumerate(found.abstracts, 1)
        ],
        "claim_sets": [
            (s, claim_tree(s, "claim-" if i == 1 else f"claim{i}-"))
            for i, s in enumerate(found.claims, 1)
        ],
        "descriptions": [
            (body, numbered(body, "p" if i == 1 else f"p{i}-"))
            for i, body in enumerate(found.descriptions, 1)
        ],
        "relation_inid": relation_inid,
        "family": room(request).family(found) if here.is_public else (),
        "own_case": _own_case(request, found.id),
        **translation_values(request, found),
        "versions": here.archive.versions(found.id),
        "files": frozenset(here.archive.attachments(found.id)),
        "patent_citations": [
            (c, cited.get(i, ""), _link(cited.get(i, ""), held, by_number))
            for i, c in enumerate(found.citations)
            if c.document
        ],
        "other_citations": [c for c in found.citations if not c.document],
        "forms": [form for form in FORMS if form != "html"],
    }


def _case(request: Request, id_: str) -> CaseFile | None:
    """The laid-open case of a publication, where a file of it is held."""
    cases = room(request).cases
    named = _own_case(request, id_)
    return cases.cases([named]).get(named) if named else None


def _own_case(request: Request, id_: str) -> str:
    """The case of a publication, "" where none is told; the library knows of no cases."""
    public = hall(request).is_public
    return room(request).cases.of_publications([id_]).get(id_, "") if public else ""


class ClaimNode(NamedTuple):
    """A claim, its anchor on the page, and the claims below it."""

    claim: Claim
    anchor: str
    below: "list[ClaimNode]"


def claim_tree(claims: ClaimSet, prefix: str = "claim-") -> list[ClaimNode]:
    """Claims as a tree: each under the first claim that it refers to; independent ones on top.

    Below a certain depth a claim stands beside the one that it refers to: it would no longer fit.
    """
    top: list[ClaimNode] = []
    places: dict[int, tuple[list[ClaimNode], int]] = {}
    for claim in claims.claims:
        first = next((n for n in claim.depends_on if n in places), None)
        into, depth = (top, 0) if first is None else places[first]
        new = claim.number not in places
        node = ClaimNode(claim, f"{prefix}{claim.number}" if new else "", [])
        into.append(node)
        deeper = (node.below, depth + 1) if depth < _DEEPEST_CLAIM else (into, depth)
        places.setdefault(claim.number, deeper)
    return top


def numbered(body: Body, prefix: str) -> list[tuple[Block, str]]:
    """The blocks of a text, each with the anchor of its printed number, "" where it has none."""
    return list(_anchored(body, prefix))


def _anchored(body: Body, prefix: str) -> Iterator[tuple[Block, str]]:
    taken: set[str] = set()
    for block in body.blocks:
        anchor = f"{prefix}{'-'.join(block.number.split())}" if block.number else ""
        yield block, "" if anchor in taken else anchor
        taken.add(anchor)


def relation_inid(relation: str) -> str:
    return _RELATION_INIDS.get(relation, "60")


def _cited(citations: Sequence[Citation]) -> dict[int, str]:
    return {i: _identity(c.document) for i, c in enumerate(citations) if c.document}


def _identity(document: DocumentId) -> str:
    number = publication_number(document.office, document.number, document.kind, document.date)
    return f"{document.office}{number}{document.kind}"


def _link(identity: str, held: dict[str, Card], by_number: dict[str, str]) -> str:
    if identity in held:
        return identity
    return by_number.get(identity, "")
