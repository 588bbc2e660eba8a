"""USPTO Green Book (APS): full text of grants of 1976 to 2001, coded lines.

Source: USPTO, "Patent Full-Text/APS" documentation: a group begins with a line of four letters
(PATN, INVT, CLAS ...), its fields have three letters, text goes on in lines that begin with blanks.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.publications import us_lines
from madoguchi.formats.publications.us_classes import us_class
from madoguchi.formats.publications.us_lines import Line
from madoguchi.formats.registry import LineFormat
from madoguchi.formats.shape import Ignored
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
    Party,
    Priority,
    Publication,
    Related,
    Text,
    dependencies,
    ipc,
    locarno,
    parse_date,
)

NAME = "us-greenbook"
LANG = "en"

# The application types of field APT with the kind codes of WIPO ST.16 for the United States.
KINDS = {"1": "A", "2": "E", "4": "S", "5": "I5", "6": "P", "7": "H"}
# Field COD of group RLAP: how the application stems from an earlier one.
RELATIONS = {"71": "continuation", "72": "continuation-in-part", "74": "division"}

_COUNT = Ignored("a count of what the document itself shows")
_SEARCHED = Ignored("the examiner's field of search, no class of the document")
_OTHERS = Ignored("patentee and class of another document are told by that document")
_TERM = Ignored("the term of the right is kept in the register, not in the publication")
_PROCEDURE = Ignored("office procedure")

_TEXT = {
    **dict.fromkeys(("PAC", "CTX"), "heading"),
    **dict.fromkeys(("PAR", "PAL", "PA0", "PA1", "PA2", "PA3", "PA4", "PA5", "FNT"), "paragraph"),
    "TBL": "table",
    "EQU": "formula",
}
_PARTY = {
    **dict.fromkeys(("NAM", "FRM", "FR2", "FRP", "AAT", "AGT", "ATT", "STR", "CTY", "STA", "ZIP",
                     "CNT"), "party"),
    "COD": Ignored("code of the kind of assignee"),
    "R47": _PROCEDURE, "ITX": _PROCEDURE, "REG": Ignored("registration number of the attorney"),
}  # fmt: skip
_DOCUMENT = dict.fromkeys(("PNO", "ISD", "APN", "APD", "CNT", "COD"), "document")

# What is known of each group's fields: a key, or the decision why the field is not mapped.
GROUPS: Mapping[str, Mapping[str, str]] = {
    "PATN": {
        **dict.fromkeys(("WKU", "SRC", "APN", "APT", "APD", "TTL", "ISD"), "patent"),
        **dict.fromkeys(("EXP", "EXA"), "examiner"),
        **dict.fromkeys(("NCL", "NDR", "NFG", "NPS"), _COUNT),
        **dict.fromkeys(("TRM", "DCD"), _TERM),
        "PBL": _PROCEDURE,
        "ART": Ignored("the examiner's art unit"),
        "ECL": Ignored("which claim the printed gazette showed"),
    },
    **dict.fromkeys(("INVT", "ASSG", "LREP"), _PARTY),
    "PRIR": _DOCUMENT,
    "RLAP": {**_DOCUMENT, "PSC": Ignored("the standing of another application")},
    "REIS": {**_DOCUMENT, "PSC": Ignored("the standing of another application")},
    "CLAS": {
        **dict.fromkeys(("OCL", "XCL", "ICL", "EDF", "DCL"), "class"),
        **dict.fromkeys(("FSC", "FSS"), _SEARCHED),
    },
    "UREF": {**_DOCUMENT, **dict.fromkeys(("NAM", "OCL", "XCL", "UCL", "ICL"), _OTHERS)},
    "FREF": {**_DOCUMENT, **dict.fromkeys(("NAM", "OCL", "XCL", "UCL", "ICL"), _OTHERS)},
    "OREF": dict.fromkeys(("PAL", "PAR"), "text"),
    "PCTA": {
        **dict.fromkeys(("PCN", "PD3", "PCP", "PCD"), "pct"),
        **dict.fromkeys(("PD1", "PD2"), Ignored("entry into the national phase")),
    },
    **dict.fromkeys(("ABST", "GOVT", "PARN", "BSUM", "DRWD", "DETD"), _TEXT),
    "CLMS": {**_TEXT, "STM": Ignored("the heading words before the claims"), "NUM": "number"},
    "DCLM": {**_TEXT, "STM": Ignored("the heading words before the claims"), "NUM": "number"},
}

_START = re.compile(r"([A-Z][A-Z0-9]{2,3})(?: {1,2}(.*)|)$")
_FIRST = re.compile(rb"(?m)^PATN\s*\r?\n(?:WKU |[A-Z]{3} )")

Group = dict[str, list[str]]


class Document:
    """A document's groups in order: short ones by field, long texts and classes line by line."""

    def __init__(self, data: bytes, account: Account) -> None:
        self.groups: dict[str, list[Group]] = {}
        self.lines: dict[str, list[Line]] = {}
        name = ""
        for line in us_lines.fields(data, _START):
            if line.code in GROUPS and not line.text:
                name = line.code
                self.groups.setdefault(name, []).append({})
            elif line.code or line.text:
                path = f"{NAME}:{name}/{line.code}" if name else f"{NAME}:{line.code}"
                if us_lines.note(account, path, GROUPS.get(name, {}), line.code):
                    self._keep(name, line)

    def _keep(self, name: str, line: Line) -> None:
        self.lines.setdefault(name, []).append(line)
        self.groups[name][-1].setdefault(line.code, []).append(line.text)

    def of(self, name: str) -> list[Group]:
        return self.groups.get(name, [])


def read(data: bytes, account: Account) -> Publication:
    """Read a grant."""
    document = Document(data, account)
    patent = (document.of("PATN") or [{}])[0]
    given = first(patent, "WKU")
    if not given:
        raise RefusedError("the publication number is missing (WKU)")
    kind = KINDS.get(first(patent, "APT"), "")
    date = parse_date(first(patent, "ISD"))
    number = publication_number("US", _without_check_digit(given), kind, date)
    claims = tuple(_claims(document))
    title = us_lines.readable(first(patent, "TTL"))
    return Publication(
        office="US",
        number=number,
        kind=kind,
        right=right_of("US", kind, number),
        date=date,
        lang=LANG,
        application=_application(patent),
        titles=(Text(text=title, lang=LANG),) if title else (),
        abstracts=_bodies(document, "ABST"),
        claims=(ClaimSet(claims=claims, lang=LANG),) if claims else (),
        descriptions=_bodies(document, "PARN", "GOVT", "BSUM", "DRWD", "DETD"),
        inventors=_parties(document, "INVT"),
        agents=_parties(document, "LREP"),
        owners=_parties(document, "ASSG"),
        examiners=_examiners(patent),
        priorities=tuple(_priorities(document)),
        related=tuple(_related(document)),
        classifications=tuple(_classifications(document)),
        citations=tuple(_citations(document)),
    )


def first(group: Group, code: str) -> str:
    return group.get(code, [""])[0]


def _without_check_digit(number: str) -> str:
    return number[:8] if len(number) == 9 else number


def _application(patent: Group) -> DocumentId | None:
    """Return the application: series code (SRC) and serial number; APN ends in a check digit."""
    number, series = first(patent, "APN"), first(patent, "SRC")
    if not number:
        return None
    filed = parse_date(first(patent, "APD"))
    return DocumentId(number=f"{series:>02}{number[:6]}", office="US", date=filed)


def _bodies(document: Document, *names: str) -> tuple[Body, ...]:
    blocks = tuple(block for name in names for block in _blocks(document.lines.get(name, [])))
    return (Body(blocks=blocks, lang=LANG),) if blocks else ()


def _blocks(lines: list[Line]) -> Iterator[Block]:
    for line in lines:
        kind: BlockKind = _KINDS.get(line.code, "paragraph")
        text = "\n".join(filter(None, map(str.strip, line.lines))) if kind == "table" else line.text
        if text:
            yield Block(text=us_lines.readable(text), kind=kind)


_KINDS: Mapping[str, BlockKind] = {
    "PAC": "heading",
    "CTX": "heading",
    "TBL": "table",
    "EQU": "formula",
}
_NUMBERED = re.compile(r"(\d+)\s*\.\s")


def _claims(document: Document) -> Iterator[Claim]:
    """Yield the claims; one begins at its number field, in the oldest files at its first words."""
    texts: dict[int, list[str]] = {}
    number = 0
    for line in document.lines.get("CLMS", []) + document.lines.get("DCLM", []):
        if line.code == "NUM":
            digits = line.text.rstrip(". ")
            number = int(digits) if digits.isdecimal() else number + 1
            continue
        found = _NUMBERED.match(line.text)
        if found and int(found[1]) == number + 1 and line.code == "PAR":
            number += 1
        number = number or 1
        texts.setdefault(number, []).extend(block.text for block in _blocks([line]))
    for number, lines in texts.items():
        text = st36.without_number("\n".join(lines), number)
        yield Claim(number=number, text=text, depends_on=dependencies(text, LANG, number))


def _parties(document: Document, name: str) -> tuple[Party, ...]:
    found = (party for group in document.of(name) for party in _party(group))
    return tuple(dict.fromkeys(found))


def _party(group: Group) -> Iterator[Party]:
    places = [first(group, code) for code in ("STR", "CTY", "STA", "ZIP")]
    for code in ("NAM", "FRM", "AGT", "ATT", "AAT", "FR2", "FRP"):
        for text in group.get(code, []):
            found = us_lines.party(
                us_lines.person(text), places, first(group, "CNT"), bool(first(group, "STA"))
            )
            if found:
                yield found


def _examiners(patent: Group) -> tuple[Party, ...]:
    names = [*patent.get("EXP", []), *patent.get("EXA", [])]
    found = (us_lines.party(us_lines.person(name), [], "", states=False) for name in names)
    return tuple(one for one in found if one)


def _country(group: Group, default: str) -> str:
    return st36.country(first(group, "CNT")[:2]) or default


def _priorities(document: Document) -> Iterator[Priority]:
    for group in document.of("PRIR"):
        number, filed = first(group, "APN"), parse_date(first(group, "APD"))
        if number:
            earlier = DocumentId(number=number, office=_country(group, ""), date=filed)
            yield Priority(document=earlier, kind="national")


def _related(document: Document) -> Iterator[Related]:
    for name in ("RLAP", "REIS"):
        for group in document.of(name):
            word = RELATIONS.get(first(group, "COD"), "related")
            word = "reissue" if name == "REIS" else word
            for number, date in (("APN", "APD"), ("PNO", "ISD")):
                if first(group, number):
                    dated = parse_date(first(group, date))
                    earlier = DocumentId(number=first(group, number), office="US", date=dated)
                    yield Related(relation=word, document=earlier)
    for group in document.of("PCTA"):
        for word, number, date in (("pct-filing", "PCN", "PD3"), ("pct-publication", "PCP", "PCD")):
            if first(group, number):
                dated = parse_date(first(group, date))
                earlier = DocumentId(number=first(group, number), office="WO", date=dated)
                yield Related(relation=word, document=earlier)


def _classifications(document: Document) -> Iterator[Classification]:
    edition, leading = "", True
    for line in document.lines.get("CLAS", []):
        if line.code == "EDF":
            edition = line.text
        elif line.code == "ICL":
            found = ipc(line.lines[0].strip()) or locarno(line.text.lstrip("D"))
            if found:
                yield msgspec.structs.replace(found, edition=edition, first=leading)
                leading = False
        else:
            national = us_class(line.lines[0], first=line.code == "OCL")
            if national:
                yield national


def _citations(document: Document) -> Iterator[Citation]:
    for name in ("UREF", "FREF"):
        for group in document.of(name):
            number, date = first(group, "PNO"), parse_date(first(group, "ISD"))
            if number:
                office = _country(group, "US" if name == "UREF" else "")
                yield Citation(document=DocumentId(number=number, office=office, date=date))
    for line in document.lines.get("OREF", []):
        yield Citation(text=us_lines.readable(line.text))


def accepts(start: bytes) -> bool:
    return _FIRST.search(start) is not None


FORMAT = LineFormat(name=NAME, read=read, boundary=b"PATN", accepts=accepts)
