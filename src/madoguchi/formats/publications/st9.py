"""Labelled text by INID codes (WIPO ST.9), as `formats.writing` writes it: any office, any right.

Other offices' labelled text is read as far as it keeps to the same lines; the codes (22), (31) to
(33) and (84) of ST.9 are understood too.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, cast

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.registry import LineFormat
from madoguchi.formats.st9_text import BLOCKS, BODIES, BOUNDARY, DATES, NAME, PARTIES, Field, Part
from madoguchi.formats.st9_text import fields as read_fields
from madoguchi.law import publication_number, right_of
from madoguchi.model import (
    Block,
    BlockKind,
    Body,
    Citation,
    Claim,
    ClaimSet,
    Classification,
    DocumentId,
    Drawing,
    Name,
    Party,
    Priority,
    Publication,
    Related,
    Right,
    Scheme,
    Text,
    canonical_symbol,
    dependencies,
    parse_date,
)

_OTHERS = frozenset(
    ("19", "11", "12", "13", "21", "22", "26", "30", "31", "32", "33", "51", "52", "54", "56",
     "60", "81", "84", "claims", "drawing", "family", "note")
)  # fmt: skip
_KNOWN = _OTHERS | {*PARTIES, *BODIES, *DATES}


def read(data: bytes, account: Account) -> Publication:
    """Read one record."""
    found = _Found(read_fields(_decoded(data)), account)
    office, number = found.value("19"), found.value("11")
    if not office or not number:
        raise RefusedError("the record gives no office (19) or no publication number (11)")
    kind, date, lang = found.value("13"), found.date(), st36.language(found.value("26"))
    right = _right(found.value("12"))
    if right is None:  # not written by us, who write what is read
        number = publication_number(office, number, kind, date)
    return Publication(
        office=office,
        number=number,
        kind=kind,
        right=right or right_of(office, kind, number),
        date=date,
        lang=lang,
        application=_application(found, office),
        titles=tuple(Text(text=one.value, lang=one.lang or lang) for one in found.all("54")),
        claims=tuple(_claims(one, lang) for one in found.all("claims")),
        drawings=tuple(map(_drawing, found.all("drawing"))),
        priorities=tuple(_priorities(found)),
        related=tuple(map(_related, found.all("60"))),
        classifications=tuple(map(_class, found.all("51", "52"))),
        citations=tuple(map(_citation, found.all("56"))),
        designated=tuple(
            country
            for one in found.all("81", "84")
            for country in filter(None, one.value.replace(",", " ").split())
        ),
        family=found.value("family"),
        notes=tuple(Text(text=one.value, lang=one.lang) for one in found.all("note")),
        **_parties(found),
        **_bodies(found, lang),
    )


def _decoded(data: bytes) -> str:
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        raise RefusedError(
            f"byte {error.start} of the record is not UTF-8; a partner's profile can name another "
            "encoding"
        ) from None


class _Found:
    """The fields of a record by code."""

    def __init__(self, fields: list[Field], account: Account) -> None:
        self.fields = fields
        for field in fields:
            where = account.mapped if field.code in _KNOWN else account.unknown
            where.add(f"{NAME}:{field.code}")

    def all(self, *codes: str) -> list[Field]:
        return [field for field in self.fields if field.code in codes]

    def value(self, code: str) -> str:
        return next((field.value.strip() for field in self.fields if field.code == code), "")

    def date(self) -> dt.date | None:
        dates = (parse_date(field.value) for field in self.all(*DATES))
        return next(filter(None, dates), None)


def _right(text: str) -> Right | None:
    """Return the right by its word; other words in (12) are the office's name of the kind."""
    return Right(text) if text in tuple(Right) else None


def _document(field: Field, number: str) -> DocumentId:
    return DocumentId(
        number=number,
        office=field.part("office"),
        kind=field.part("kind"),
        date=parse_date(field.part("date")),
        scheme=field.part("scheme"),
    )


def _application(found: _Found, office: str) -> DocumentId | None:
    given = next(iter(found.all("21")), None)
    if given is None:
        return None
    filed = parse_date(found.value("22"))
    if filed is None:
        return _document(given, given.value)
    return DocumentId(number=given.value, office=given.part("office") or office, date=filed)


def _priorities(found: _Found) -> Iterator[Priority]:
    for one in found.all("30"):
        yield Priority(
            document=_document(one, one.value),
            kind=one.part("claimed"),
            active=one.part("active") != "no",
        )
    columns = ([one.value for one in found.all(code)] for code in ("31", "32", "33"))
    for number, date, office in zip(*columns, strict=False):
        document = DocumentId(number=number, date=parse_date(date), office=st36.country(office))
        yield Priority(document=document)


def _related(field: Field) -> Related:
    document = _document(field, field.value)
    return Related(relation=field.part("relation"), document=document, code=field.part("code"))


def _class(field: Field) -> Classification:
    default = Scheme.IPC if field.code == "51" else Scheme.NATIONAL
    named = field.part("scheme")
    scheme = Scheme(named) if named in tuple(Scheme) else default
    return Classification(
        scheme=scheme,
        symbol=canonical_symbol(scheme, field.value) or field.value,
        edition=field.part("edition"),
        first=field.part("first") == "yes",
        additional=field.part("additional") == "yes",
        office=field.part("office"),
        facet=field.part("facet"),
    )


def _citation(field: Field) -> Citation:
    number = field.part("number")
    return Citation(
        document=_document(field, number) if number else None,
        text=field.value,
        phase=field.part("phase"),
        category=field.part("category"),
        claims=field.part("claims"),
        passage=field.part("passage"),
        date=parse_date(field.part("cited")),
        code=field.part("code"),
        told=tuple((part.mark, part.value) for part in field.parts if part.key == "told"),
    )


def _parties(found: _Found) -> dict[str, Any]:
    return {
        name: tuple(map(_party, (one for one in found.all(code) if one.value)))
        for code, name in PARTIES.items()
    }


def _party(field: Field) -> Party:
    names = [Name(name=field.value, lang=field.lang)]
    for part in field.parts:
        if part.key == "name":
            names.append(Name(name=part.value, lang=part.lang))
        elif part.key == "address":
            names[-1] = Name(name=names[-1].name, lang=names[-1].lang, address=part.value)
    return Party(names=tuple(names), country=field.part("country"), id=field.part("id"))


def _bodies(found: _Found, lang: str) -> dict[str, Any]:
    return {
        name: tuple(_body(one, lang) for one in found.all(code) if one.parts or one.value)
        for code, name in BODIES.items()
    }


def _body(field: Field, lang: str) -> Body:
    """A text in the line of its label is one paragraph, as other offices write an abstract."""
    parts = [Part("p", field.value), *field.parts] if field.value else list(field.parts)
    blocks: list[Block] = []
    for part in parts:
        if part.key == "file" and blocks:
            last = blocks.pop()
            blocks.append(
                Block(text=last.text, kind=last.kind, number=last.number, image=part.value)
            )
        else:
            kind = cast("BlockKind", BLOCKS.get(part.key, "paragraph"))
            blocks.append(Block(text=part.value, kind=kind, number=part.mark))
    return Body(blocks=tuple(blocks), lang=field.lang or lang)


def _claims(field: Field, lang: str) -> ClaimSet:
    """The claims; where a record never says what they depend on, their words tell it."""
    own = field.lang or lang
    said = any(part.key == "depends" for part in field.parts)
    claims: list[Claim] = []
    for part in field.parts:
        if part.key == "depends" and claims:
            claims[-1] = _depending(claims[-1], part.value)
        else:
            number = int(part.mark) if part.mark.isdecimal() else len(claims) + 1
            told = () if said else dependencies(part.value, own, number)
            claims.append(Claim(number=number, text=part.value, depends_on=told))
    return ClaimSet(claims=tuple(claims), lang=own)


def _depending(claim: Claim, numbers: str) -> Claim:
    told = tuple(int(one) for one in numbers.split(", ") if one.isdecimal())
    return Claim(number=claim.number, text=claim.text, depends_on=told)


def _drawing(field: Field) -> Drawing:
    return Drawing(
        file=field.value,
        label=field.part("label"),
        caption=field.part("caption"),
        representative=field.part("representative") == "yes",
    )


def accepts(start: bytes) -> bool:
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(BOUNDARY.encode())


FORMAT = LineFormat(name=NAME, read=read, boundary=BOUNDARY.encode(), accepts=accepts)
