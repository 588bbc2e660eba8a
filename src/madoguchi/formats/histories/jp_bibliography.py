"""What the JPO API's answers, of whatever service, say a case is."""

from collections.abc import Iterator

import msgspec

from madoguchi.formats.histories.jp_values import cited, count, day, said, western
from madoguchi.formats.shape import Fields
from madoguchi.model import (
    Bibliography,
    CaseId,
    Citation,
    Classification,
    DocumentId,
    Goods,
    Name,
    Pairs,
    Party,
    Priority,
    Related,
    Right,
    Text,
    national,
    vienna,
)

_LANG = "ja"
# citationType: the dates of drafting show 19 to be a notice of reasons for refusal, 31 the decision
# and 89 the record of the search beside a notice.
_PHASES = {"19": "examination", "31": "decision", "89": "search"}
_APPLICANT, _ATTORNEY = "1", "2"
_UTILITY_MODEL = "2"
_LAWS = {Right.PATENT: "1", Right.UTILITY_MODEL: "2", Right.DESIGN: "3", Right.TRADE_MARK: "4"}
_WO = "WO"


def bibliography(data: Fields, case: CaseId, trials: Pairs, asked: Pairs) -> Bibliography:
    """Return what an answer's data say of the case; `asked` are numbers told by its address."""
    number, own = data.text("application"), own_row(data)
    international = _international(data, asked)
    return Bibliography(
        filed=day(data, "filed"),
        titles=tuple(Text(text=text, lang=_LANG) for text in _titles(data)),
        mark=said(data, "mark"),
        readings=tuple(data.texts("reading")),
        goods=tuple(map(_goods, data.parts("goods"))),
        applicants=tuple(_parties(data, _APPLICANT)),
        agents=tuple(_parties(data, _ATTORNEY)),
        owners=tuple(map(_party, data.parts("owners"))),
        publications=tuple(_publications(data, case.right)),
        registration=_registration(data) or (_registration(own) if own else None),
        international=international.get("application"),
        international_publication=international.get("publication"),
        priorities=tuple(map(_priority, data.parts("priorities"))),
        related=tuple(dict.fromkeys(_related(data, case, number, own))),
        classifications=tuple(_classifications(data)),
        citations=tuple(_citations(data)),
        claims=count(data, "claims"),
        expires=day(data, "expires") or (day(own, "expires") if own else None),
        ended=day(data, "ended") or (day(own, "ended") if own else None),
        next_fee=day(data, "next-fee"),
        paid_through=count(data, "paid-through"),
        references=(*trials, *_hague(data), *_decisions(data)),
    )


def _titles(data: Fields) -> list[str]:
    return [text for key in ("title", "article") if (text := said(data, key))]


def own_row(data: Fields) -> Fields | None:
    """The list of divisionals has a row for the case itself."""
    number = data.text("application")
    rows = data.parts("divisions")
    return next((row for row in rows if row.text("application") == number), None)


def _party(fields: Fields) -> Party:
    return Party(
        names=(Name(name=said(fields, "name"), lang=_LANG),),
        id=fields.text("code"),
    )


def _parties(data: Fields, kind: str) -> Iterator[Party]:
    for fields in data.parts("parties"):
        if fields.text("class") == kind and fields.text("name"):
            yield _party(fields)


def _goods(fields: Fields) -> Goods:
    return Goods(
        nice=fields.text("class"),
        text=said(fields, "name"),
        lang=_LANG,
        codes=tuple(fields.text("codes").split()),
    )


def _registration(data: Fields) -> DocumentId | None:
    number = data.text("registration")
    if not number:
        return None
    return DocumentId(number=number, office="JP", date=day(data, "registered"))


def _publications(data: Fields, right: Right) -> Iterator[DocumentId]:
    """Unexamined publications and translations; of designs the gazette of the registration."""
    date = day(data, "published")
    for keys in (("ad-publication", "publication"), ("ad-translation", "translation")):
        number = next((text for key in keys if (text := data.text(key))), "")
        if number:
            yield DocumentId(number=western(number, "A"), office="JP", kind="A", date=date)
    if right is Right.DESIGN and date and data.text("registration"):
        yield DocumentId(number=data.text("registration"), office="JP", kind="S", date=date)


def _international(data: Fields, asked: Pairs) -> dict[str, DocumentId]:
    told = {
        name: data.text(f"wo-{name}") or dict(asked).get(f"international-{name}", "")
        for name in ("application", "publication")
    }
    dates = {"publication": day(data, "wo-published")}
    return {
        name: DocumentId(number=number, office=_WO, date=dates.get(name))
        for name, number in told.items()
        if number
    }


def _priority(fields: Fields) -> Priority:
    if fields.text("international"):
        number, office, kind = fields.text("international"), _WO, "pct"
    elif fields.text("national"):
        number, office, kind = fields.text("national"), "JP", "national"
    else:
        number, office, kind = fields.text("paris"), fields.text("country"), ""
    document = DocumentId(
        number=number,
        office=office,
        kind="U" if fields.text("law") == _UTILITY_MODEL else "",
        date=day(fields, "paris-date") or day(fields, "national-date"),
    )
    return Priority(document=document, kind=kind)


def _related(data: Fields, case: CaseId, number: str, own: Fields | None) -> Iterator[Related]:
    parents = [part for part in data.parts("parents") if part.text("number")]
    for part in parents:
        yield _parent(part, case)
    known = {number, *(part.text("number") for part in parents)}
    for row in data.parts("divisions"):
        application = row.text("application")
        if application and application not in known:
            document = DocumentId(number=application, office="JP")
            yield Related(relation=_relation(row, own), document=document)
    principal = data.text("principal-design")
    if principal:
        document = DocumentId(number=principal, office="JP")
        yield Related(relation="principal-design", document=document)


def _parent(fields: Fields, case: CaseId) -> Related:
    """A parent of another law is one that the application was converted from."""
    converted = fields.text("law") not in ("", _LAWS.get(case.right))
    document = DocumentId(number=fields.text("number"), office="JP", date=day(fields, "date"))
    relation = "parent-conversion" if converted else "parent-division"
    return Related(relation=relation, document=document, code=fields.text("category"))


def _relation(row: Fields, own: Fields | None) -> str:
    """All later generations descend from the root; of others only the generation is known."""
    generation = count(row, "generation")
    of_root = own is not None and count(own, "generation") == 0
    return f"child-division-{generation}" if of_root else f"family-division-{generation}"


def _classifications(data: Fields) -> Iterator[Classification]:
    for text in data.texts("design-class"):
        yield from filter(None, [national(text, "JP")])
    for text in data.texts("vienna"):
        # The office divides some sections of the Vienna Classification further (1.17.11.1).
        yield from filter(None, [vienna(text) or national(text, "JP")])


def _citations(data: Fields) -> Iterator[Citation]:
    for fields in data.parts("cited"):
        if fields.text("number"):
            yield _by(fields, cited(fields.text("number")))
    for fields in data.parts("cited-text"):
        told = tuple((key, text) for key in _TOLD if (text := fields.text(key)))
        text = ", ".join(text for key, text in told if key not in _SORTS)
        yield _by(fields, Citation(text=text, told=told))


_SORTS = ("sort", "date-sort")
_TOLD = (
    "author", "title", "publication", "publisher", "country", "date", "issue", "pages", *_SORTS,
)  # fmt: skip


def _by(fields: Fields, citation: Citation) -> Citation:
    """Add which paper of the office cites."""
    code = fields.text("type")
    return msgspec.structs.replace(
        citation, phase=_PHASES.get(code, code), code=code, date=day(fields, "drafted")
    )


def _decisions(data: Fields) -> Iterator[tuple[str, str]]:
    """The days on which the decisions were drafted; the events tell the mailing."""
    for key, name in (("decided", "decision"), ("trial-decided", "trial-decision")):
        date = day(data, key)
        if date:
            yield name, date.isoformat()


def _hague(data: Fields) -> Iterator[tuple[str, str]]:
    number = data.text("international-registration")
    if number:
        yield "international-registration", f"{number} {data.text('design-number')}".strip()
