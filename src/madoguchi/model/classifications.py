"""Classification symbols: IPC, CPC, FI, F-term, Locarno, Nice, Vienna and national schemes.

A symbol is kept in one canonical spelling per scheme, made by `canonical` and checked by
`is_valid`; what it stands under (section, class, subclass, group) is told by `ancestors`.
"""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum

import msgspec


class Scheme(StrEnum):
    """Classification schemes, with the names the field uses."""

    IPC = "IPC"
    CPC = "CPC"
    FI = "FI"
    F_TERM = "F-term"
    THEME = "theme"
    LOCARNO = "Locarno"
    NICE = "Nice"
    VIENNA = "Vienna"
    ECLA = "ECLA"
    NATIONAL = "national"


class Classification(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One symbol given to a document.

    `symbol` is canonical (`H01L21/301`, FI `H01L21/78 M`, F-term `5F063AA04`, Locarno `14-02`);
    `edition` the version as given (2006.01); `first` marks the leading one; `additional` marks
    additional information (WIPO ST.8 position 30 `N`); `office` who gave it; `facet` an FI facet.
    """

    scheme: Scheme
    symbol: str
    edition: str = ""
    first: bool = False
    additional: bool = False
    office: str = ""
    facet: str = ""


_LONGEST = 80

# Subclass, main group, subgroup, however padded: "H01L  21/301", "G06F017/30", "H04W  72/    04".
# Indexing codes were written with a colon. What follows is read by _TAIL.
_GROUPED = re.compile(
    r"(?:INT\.? ?CL\.? ?)?\(?(?P<edition>[1-7])?\)? *(?P<subclass>[A-HY] ?\d\d ?[A-Z]) *"
    r"(?P<group>\d{1,4}) *[/:] *(?P<subgroup>\d{2,6})(?!\d{9})(?P<tail>.*)"
)
_SHORT = re.compile(r"(?P<subclass>[A-HY](?:\d\d[A-Z]?)?)(?P<tail> *)")
_GROUP_ONLY = re.compile(r"(?P<subclass>[A-HY]\d\d[A-Z]) ?(?P<group>\d{1,4})(?P<tail> *)")
# WIPO ST.8: version, level, first or later, invention or additional, action date, status, source,
# office. "(2006.01)" is the printed form of the version (ST.10/C).
_TAIL = re.compile(
    r" *(?:\(?(?P<year>\d{4})\.?(?P<month>\d\d)(?:\d\d)?\)?)? *(?P<level>[ACS]?) *"
    r"(?P<place>[FL]?) *(?P<value>[INA]?) *(?:\d{8})? *[BRVDN]? ?[HMGC]? *(?P<office>[A-Z]{2})? *"
)
_CPC_TAIL = re.compile(_TAIL.pattern.replace("[ACS]?", ""))
_PADDED = re.compile(r"([A-HY]\d\d[A-Z])(\d{4})(\d{6})")
# The United States' text files until 2001: main group right-aligned in three, then the subgroup.
_GREEN_BOOK = re.compile(r"([A-H]\d\d[A-Z])([ \d]\d\d|  \d)(\d{2,4})")
_FI_TAIL = re.compile(r"[ ,]*(\d{3})?[ ,]*@?([A-Z])?[ ,]*(?:@?([A-Z]{3}))? *")
_FI_FIELD = re.compile(r"([A-H]\d\d[A-Z][ \d]{4}/[ \d]{6})(\d{3}.*)")
_F_TERM = re.compile(r"(\d[A-Z]\d{3})(?: ?([A-Z]{2})(?: ?(\d\d)(?:\.?([A-Z]))?)?)?")
_LOCARNO = re.compile(r"(?:LOC ?)?(?:\(\d+\) ?(?:CL\.? ?)?)?(\d\d?)(?:[-./ ]?(\d\d)|[-./ ](\d))?")
_NICE = re.compile(r"(?:(?:NICE )?CLASS(?:E)? |第)?0{0,2}(\d{1,2})類?")
_VIENNA = re.compile(r"(\d\d?)(?:\.(\d\d?)(?:\.(\d\d?))?)?|(\d\d)(\d\d)(\d\d)?")
_ECLA = re.compile(r"([A-HY]\d\d[A-Z]) ?(\d{1,4})/(\d{2,6})([A-Z0-9+]*)")
_US_FIELD = re.compile(r"(D\d\d?|[ \d]{3}|PLT)([ \d]\w?[\w ]?)(\w*) *")


def ipc(text: str) -> Classification | None:
    """Read an IPC symbol: the 50-character field of WIPO ST.8 or any older or shorter spelling."""
    return _grouped(Scheme.IPC, text, _TAIL)


def cpc(text: str) -> Classification | None:
    """Read a CPC symbol, with version, position and value where they are given."""
    return _grouped(Scheme.CPC, text, _CPC_TAIL)


def fi(text: str) -> Classification | None:
    """Read an FI: an IPC-like symbol, expansion number (展開記号) and letter (分冊識別記号)."""
    plain = _plain(text)
    field = _FI_FIELD.fullmatch(plain)
    if field:
        plain = f"{field[1]} {field[2]}"
    match = _GROUPED.fullmatch(plain)
    if match is None:
        short = _SHORT.fullmatch(plain)
        return Classification(scheme=Scheme.FI, symbol=short["subclass"]) if short else None
    tail = _FI_TAIL.fullmatch(match["tail"])
    if tail is None:
        return None
    marks = f"{tail[1] or ''}{tail[2] or ''}"
    symbol = f"{_symbol(match)} {marks}".rstrip()
    return Classification(scheme=Scheme.FI, symbol=symbol, facet=tail[3] or "")


def f_term(text: str) -> Classification | None:
    """Read an F-term, or its theme alone (5F063)."""
    match = _F_TERM.fullmatch(_plain(text).strip())
    if match is None:
        return None
    scheme = Scheme.F_TERM if match[2] else Scheme.THEME
    return Classification(scheme=scheme, symbol="".join(part or "" for part in match.groups()))


def locarno(text: str) -> Classification | None:
    """Read a Locarno class, or class and subclass."""
    match = _LOCARNO.fullmatch(_plain(text).strip())
    if match is None or not 1 <= int(match[1]) <= 32:
        return None
    below = match[2] or match[3]
    symbol = f"{int(match[1]):02}" + (f"-{int(below):02}" if below else "")
    return Classification(scheme=Scheme.LOCARNO, symbol=symbol)


def nice(text: str) -> Classification | None:
    """Read a Nice class, 1 to 45."""
    match = _NICE.fullmatch(_plain(text).strip())
    if match is None or not 1 <= int(match[1]) <= 45:
        return None
    return Classification(scheme=Scheme.NICE, symbol=str(int(match[1])))


def vienna(text: str) -> Classification | None:
    """Read a Vienna category, division or section: 26, 26.04, 26.04.02."""
    match = _VIENNA.fullmatch(_plain(text).strip())
    if match is None:
        return None
    parts = [int(part) for part in match.groups() if part]
    if not 1 <= parts[0] <= 29:
        return None
    return Classification(scheme=Scheme.VIENNA, symbol=".".join(f"{part:02}" for part in parts))


def ecla(text: str) -> Classification | None:
    """Read an ECLA symbol (the EPO's scheme until 2012)."""
    match = _ECLA.fullmatch(_plain(text).strip())
    if match is None:
        return None
    symbol = f"{match[1]}{int(match[2])}/{match[3]}{match[4]}"
    return Classification(scheme=Scheme.ECLA, symbol=symbol)


def national(text: str, office: str) -> Classification | None:
    """Read a symbol of an office's own scheme; the United States' fixed field becomes 348/14.01."""
    plain = _plain(text)
    field = _US_FIELD.fullmatch(plain) if office == "US" and len(plain.rstrip()) > 3 else None
    if field:
        digest = field[3] if field[3][:1].isalpha() else f".{field[3]}" if field[3] else ""
        plain = f"{field[1].strip()}/{field[2].strip()}{digest}"
    symbol = " ".join(plain.split())
    if not symbol or len(symbol) > _LONGEST:
        return None
    return Classification(scheme=Scheme.NATIONAL, symbol=symbol, office=office)


def canonical(scheme: Scheme, text: str) -> str | None:
    """Return the canonical spelling of what a person typed, or None where it is no such symbol.

    Here a group without a subgroup (H01L21) is a symbol too: it means the group and all below.
    """
    if scheme in _HIERARCHICAL:
        match = _GROUP_ONLY.fullmatch(_plain(text).strip())
        if match:
            return _symbol(match)
    found = _READERS[scheme](text)
    if found is None or found.scheme is not scheme:
        return None
    return found.symbol


def is_valid(scheme: Scheme, symbol: str) -> bool:
    """Tell whether the symbol is one of the scheme in its canonical spelling."""
    return canonical(scheme, symbol) == symbol


def ancestors(scheme: Scheme, symbol: str) -> tuple[str, ...]:
    """Return the symbols above a canonical one, topmost first, itself left out.

    Under a main group only what the numbers show is told: 21/301 stands under 21/30 because older
    editions subdivided by adding digits. The true hierarchy is told by the dots in the scheme's
    own table and may differ.
    """
    if scheme in _HIERARCHICAL:
        return _above_group(symbol)
    if scheme is Scheme.F_TERM:
        return tuple(above for above in (symbol[:5], symbol[:7], symbol[:9]) if above != symbol)
    if scheme is Scheme.LOCARNO:
        return (symbol[:2],) if len(symbol) > 2 else ()
    if scheme is Scheme.VIENNA:
        return tuple(symbol[:end] for end in (2, 5) if end < len(symbol))
    return ()


def _above_group(symbol: str) -> tuple[str, ...]:
    bare, _, marks = symbol.partition(" ")
    group, slash, subgroup = bare.partition("/")
    above = [group[:1], group[:3], group[:4], group]
    if slash:
        digits = re.match(r"\d*", subgroup)
        length = digits.end() if digits else 0
        above += [f"{group}/{subgroup[:end]}" for end in range(2, length)]
        above.append(bare)
    if len(marks) == 4:
        above.append(f"{bare} {marks[:3]}")
    return tuple(dict.fromkeys(one for one in above if one != symbol))


def _plain(text: str) -> str:
    """Return the text narrow and in capitals; nothing where it is too long to be a symbol."""
    return "" if len(text) > _LONGEST else unicodedata.normalize("NFKC", text).upper()


def _grouped(scheme: Scheme, text: str, tails: re.Pattern[str]) -> Classification | None:
    plain = _plain(text).rstrip()
    match = _GROUPED.fullmatch(plain.lstrip()) or _SHORT.fullmatch(plain.strip())
    if match is None:
        return _without_slash(scheme, plain.strip())
    tail = tails.fullmatch(match["tail"])
    if tail is None:
        return None
    edition = (
        f"{tail['year']}.{tail['month']}" if tail["year"] else match.groupdict().get("edition")
    )
    return Classification(
        scheme=scheme,
        symbol=_symbol(match),
        edition=edition or "",
        first=tail["place"] == "F",
        additional=tail["value"] == ("N" if scheme is Scheme.IPC else "A"),
        office=tail["office"] or "",
    )


def _without_slash(scheme: Scheme, plain: str) -> Classification | None:
    match = _PADDED.fullmatch(plain) or _GREEN_BOOK.fullmatch(plain)
    if match is None:
        return None
    subclass, group, subgroup = match.groups()
    if len(subgroup) == 6:
        subgroup = f"{subgroup.rstrip('0'):0<2}"
    return Classification(scheme=scheme, symbol=f"{subclass}{int(group)}/{subgroup}")


def _symbol(match: re.Match[str]) -> str:
    parts = match.groupdict()
    symbol = parts["subclass"].replace(" ", "")
    if parts.get("group"):
        symbol += str(int(parts["group"]))
    return f"{symbol}/{parts['subgroup']}" if parts.get("subgroup") else symbol


_HIERARCHICAL = frozenset({Scheme.IPC, Scheme.CPC, Scheme.FI, Scheme.ECLA})
_READERS: dict[Scheme, Callable[[str], Classification | None]] = {
    Scheme.IPC: ipc,
    Scheme.CPC: cpc,
    Scheme.FI: fi,
    Scheme.F_TERM: f_term,
    Scheme.THEME: f_term,
    Scheme.LOCARNO: locarno,
    Scheme.NICE: nice,
    Scheme.VIENNA: vienna,
    Scheme.ECLA: ecla,
    Scheme.NATIONAL: lambda text: national(text, ""),
}
