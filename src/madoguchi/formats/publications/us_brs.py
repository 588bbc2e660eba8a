"""USPTO BRS text: the load format of the USPTO's search system, grants and applications.

Source: the files themselves and the field codes of USPTO Patent Public Search. A document begins at
a boundary line; text goes on in lines that begin with blanks. Many fields say again, piece by
piece, what one field says whole; the whole one is read.
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
from madoguchi.formats.publications.us_xml import PHASES
from madoguchi.formats.registry import LineFormat
from madoguchi.formats.shape import Ignored
from madoguchi.law import publication_number, right_of
from madoguchi.model import (
    Block,
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
    cpc,
    dependencies,
    ipc,
    parse_date,
)

NAME = "us-brs"
LANG = "en"
BOUNDARY = b"*** BRS DOCUMENT BOUNDARY ***"

_AGAIN = Ignored("says again, piece by piece, what one field says whole")
_COUNT = Ignored("a count of what the document itself shows")
_SEARCHED = Ignored("the examiner's field of search, no class of the document")
_LOADED = Ignored("how and when the data were made")

FIELDS: Mapping[str, str] = {
    **dict.fromkeys(("WKU", "APT", "GISD", "APNR", "AFD", "TTL"), "patent"),
    **dict.fromkeys(("DWKU", "DID", "ARD", "APY", "SRC", "APP"), _AGAIN),
    **dict.fromkeys(("SIZE", "TRX", "ICUS", "DSRC"), _LOADED),
    **dict.fromkeys(("IPCG", "CPOG", "CCOR", "CCXR"), "class"),
    **dict.fromkeys(("IPCC", "IPCP", "IPCS", "CLOI", "CPOI", "CLOA", "CPOA", "CPCC"), _AGAIN),
    **dict.fromkeys(("URGP", "FRGP", "ORPL"), "citation"),
    **dict.fromkeys(("URPN", "URNM", "URPD", "URCL", "URCP", "FRCO", "FRPN", "FRPD", "FRCL",
                     "FRCP"), _AGAIN),
    **dict.fromkeys(("NCL", "NDR", "NFG", "NPS"), _COUNT),
    "ECL": Ignored("which claim the printed gazette showed"),
    **dict.fromkeys(("CIFS", "CFSC", "CFSS", "FSCP", "FSCL", "FSCC", "FSCS"), _SEARCHED),
    "COND": "related",
    **dict.fromkeys(("RLPY", "RLAN", "RLFD", "RLPN", "RLPD", "RLCY", "RLCN", "RLPC",
                     "RLKC"), _AGAIN),
    "PDID": _AGAIN,
    **dict.fromkeys(("PPCC", "PPNR", "PPKC", "PPPD"), "prior"),
    **dict.fromkeys(("AANM", "AACI", "AAST", "AAZP", "AACO", "INNM", "INSA", "INCI", "INST", "INZP",
                     "INCO", "ASNM", "ASSA", "ASCI", "ASST", "ASZP", "ASCO", "LRFW", "LRFM",
                     "LRNM"), "party"),
    **dict.fromkeys(("AAGP", "INGP", "ASGP"), _AGAIN),
    **dict.fromkeys(("ASTC", "AATX", "INTX", "ASTX"), Ignored("code of the kind of party")),
    "ART": Ignored("the examiner's art unit"),
    **dict.fromkeys(("EXP", "EXA"), "examiner"),
    **dict.fromkeys(("PRCO", "PRAN", "PRAD"), "priority"),
    **dict.fromkeys(("PRAY", "PRAI"), _AGAIN),
    **dict.fromkeys(("ABPR", "CRTX", "GOTX", "PATX", "BSTX", "DRTX", "DETX", "CLPR"), "text"),
    "CLST": Ignored("the heading words before the claims"),
}  # fmt: skip

_START = re.compile(r"([A-Z][A-Z0-9]{2,3}) (.*)$")
# After the last field stand the two lines that index the next document.
_NEXT = re.compile(rb"\n\d{8}\t")


def read(data: bytes, account: Account) -> Publication:
    """Read a grant or an application publication."""
    found = _fields(data, account)
    given = _first(found, "WKU")
    if not given:
        raise RefusedError("the publication number is missing (WKU)")
    kind, date = _first(found, "APT"), parse_date(_first(found, "GISD"))
    number = publication_number("US", given, kind, date)
    claims = tuple(_claims(found.get("CLPR", [])))
    return Publication(
        office="US",
        number=number,
        kind=kind,
        right=right_of("US", kind, number),
        date=date,
        lang=LANG,
        application=_application(found),
        titles=tuple(Text(text=line.text, lang=LANG) for line in found.get("TTL", [])),
        abstracts=_bodies(found, "ABPR"),
        claims=(ClaimSet(claims=claims, lang=LANG),) if claims else (),
        descriptions=_bodies(found, "CRTX", "GOTX", "PATX", "BSTX", "DRTX", "DETX"),
        applicants=_parties(found["party"], "AA"),
        inventors=_parties(found["party"], "IN"),
        agents=_parties(found["party"], "LR"),
        owners=_parties(found["party"], "AS"),
        examiners=_parties(found["party"], "EX"),
        priorities=tuple(_priorities(found)),
        related=tuple(_related(found)),
        classifications=tuple(_classifications(found["class"])),
        citations=tuple(_citations(found["citation"])),
    )


Found = dict[str, list[Line]]


def _fields(data: bytes, account: Account) -> Found:
    """Return the mapped fields by code; parties, classes and citations also in their order."""
    end = _NEXT.search(data)
    text = data[len(BOUNDARY) : end.start() if end else len(data)]
    found: Found = {"party": [], "class": [], "citation": []}
    for line in us_lines.fields(text, _START):
        key = us_lines.note(account, f"{NAME}:{line.code}", FIELDS, line.code)
        if key:
            found.setdefault(line.code, []).append(line)
            group = "party" if key == "examiner" else key
            if group in ("party", "class", "citation"):
                found[group].append(line)
    return found


def _first(found: Found, code: str) -> str:
    return found[code][0].text if code in found else ""


def _application(found: Found) -> DocumentId | None:
    number, filed = _first(found, "APNR"), parse_date(_first(found, "AFD"))
    return DocumentId(number=number, office="US", date=filed) if number else None


def _bodies(found: Found, *codes: str) -> tuple[Body, ...]:
    """Return the text of fields; a heading stands one blank after the code, a paragraph two."""
    blocks = tuple(
        Block(text=line.text, kind="paragraph" if line.lines[0][:1] == " " else "heading")
        for code in codes
        for line in found.get(code, [])
        if line.text
    )
    return (Body(blocks=blocks, lang=LANG),) if blocks else ()


_NUMBERED = re.compile(r"(\d+)\s*\.\s")


def _claims(lines: list[Line]) -> Iterator[Claim]:
    texts: dict[int, list[str]] = {}
    number = 0
    for line in lines:
        match = _NUMBERED.match(line.text)
        if match and int(match[1]) == number + 1:
            number += 1
        texts.setdefault(number or 1, []).append(line.text)
    for number, pieces in texts.items():
        text = st36.without_number("\n".join(pieces), number)
        yield Claim(number=number, text=text, depends_on=dependencies(text, LANG, number))


def _parties(lines: list[Line], prefix: str) -> tuple[Party, ...]:
    return tuple(dict.fromkeys(_each_party([one for one in lines if one.code[:2] == prefix])))


def _each_party(lines: list[Line]) -> Iterator[Party]:
    """Yield the parties; each begins at its name."""
    starts = [at for at, line in enumerate(lines) if line.code[2:] in ("NM", "FW", "FM", "P", "A")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        given = {line.code[2:]: line.text for line in lines[start + 1 : end] if line.text != "N/A"}
        found = us_lines.party(
            us_lines.person(lines[start].text),
            [given.get(step, "") for step in ("SA", "CI", "ST", "ZP")],
            given.get("CO", ""),
            "ST" in given,
        )
        if found:
            yield found


def _priorities(found: Found) -> Iterator[Priority]:
    columns = (found.get(code, []) for code in ("PRCO", "PRAN", "PRAD"))
    for country, number, date in zip(*columns, strict=False):
        earlier = DocumentId(
            number=number.text, office=st36.country(country.text), date=parse_date(date.text)
        )
        yield Priority(document=earlier, kind="national")


_DOCUMENT = re.compile(r"\b([A-Z]{2}) (\S*\d\S*)(?: ([A-Z]\d?)\b)?(?: (\d{8})\b)?")


def _document(match: re.Match[str]) -> DocumentId:
    office, number, kind, date = match.groups()
    return DocumentId(number=number, office=office, kind=kind or "", date=parse_date(date or ""))


def _related(found: Found) -> Iterator[Related]:
    for line in found.get("COND", []):
        word, _, rest = line.text.partition(" ")
        for match in _DOCUMENT.finditer(rest.partition("child-doc")[0]):
            yield Related(relation=word.removeprefix("us-"), document=_document(match))
    if "PPNR" in found:
        earlier = DocumentId(
            number=_first(found, "PPNR"),
            office=_first(found, "PPCC"),
            kind=_first(found, "PPKC"),
            date=parse_date(_first(found, "PPPD")),
        )
        yield Related(relation="related-publication", document=earlier)


# IPCG: version level subclass symbol position value status office source date.
# CPOG: section subclass symbol version position value date office.
_IPC = re.compile(r"(?P<version>\d{8}) \S \S+ (?P<symbol>\S+) (?P<place>[FL]) (?P<value>\S) \S "
                  r"(?P<office>[A-Z]{2})")  # fmt: skip
_CPC = re.compile(r"\S \S+ (?P<symbol>\S+) (?P<version>\d{8}) (?P<place>[FL]) (?P<value>\S) \d{8} "
                  r"(?P<office>[A-Z]{2})")  # fmt: skip


def _classifications(lines: list[Line]) -> Iterator[Classification]:
    for line in lines:
        if line.code in ("CCOR", "CCXR"):
            national = us_class(line.text, first=line.code == "CCOR")
            if national:
                yield national
            continue
        pattern, reading = (_IPC, ipc) if line.code == "IPCG" else (_CPC, cpc)
        match = pattern.match(line.text)
        found = reading(match["symbol"]) if match else None
        if match and found:
            yield msgspec.structs.replace(
                found,
                edition=f"{match['version'][:4]}.{match['version'][4:6]}",
                first=match["place"] == "F",
                additional=match["value"] in "NA",
                office=match["office"],
            )


_CITED = re.compile(r"(.*?)\s*(cited by [a-z ]+)?")


def _citations(lines: list[Line]) -> Iterator[Citation]:
    for line in lines:
        match = _CITED.fullmatch(line.text)
        text, category = (match[1], match[2] or "") if match else (line.text, "")
        phase = PHASES.get(category, category)
        document = _DOCUMENT.match(text) if line.code != "ORPL" else None
        if document:
            yield Citation(document=_document(document), phase=phase)
        elif text:
            yield Citation(text=text, phase=phase)


def accepts(start: bytes) -> bool:
    return BOUNDARY in start


FORMAT = LineFormat(name=NAME, read=read, boundary=BOUNDARY, accepts=accepts)
