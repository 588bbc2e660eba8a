"""What the USPTO's two text formats (Green Book, BRS) have in common: coded lines."""

import html.entities
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from madoguchi.formats.account import Account
from madoguchi.formats.shape import Ignored
from madoguchi.formats.text import raised, squeeze
from madoguchi.model import Name, Party


class Line(NamedTuple):
    """A field: its code, its text joined and squeezed, and its lines as they stand."""

    code: str
    text: str
    lines: tuple[str, ...]


def fields(data: bytes, start: re.Pattern[str]) -> Iterator[Line]:
    """Yield the fields of a document: `start` matches code and text, a blank begins what goes on.

    Text that neither begins a field nor goes on with one is given the code "".
    """
    code = ""
    lines: list[str] = []
    for line in decode(data).splitlines():
        if line[:1] in ("", " ", "\t"):
            lines.append(line)
            continue
        if code:
            yield Line(code, squeeze(" ".join(lines)), tuple(lines))
        match = start.match(line)
        code, lines = (match[1], [match[2] or ""]) if match else ("", [line])
        if not match:
            yield Line("", line, (line,))
    if code:
        yield Line(code, squeeze(" ".join(lines)), tuple(lines))


def decode(data: bytes) -> str:
    """Return the text; the older tapes hold bytes that are no UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def note(account: Account, path: str, known: Mapping[str, str], code: str) -> str | None:
    """Account for a field; return its key where it is mapped."""
    rule = known.get(code)
    if rule is None:
        account.unknown.add(path)
    elif isinstance(rule, Ignored):
        account.ignored.add(path)
    else:
        account.mapped.add(path)
        return rule
    return None


_RAISED = re.compile(r"\.(sub|sup)\.([-+]?\d+[-+]?|[-+]|n\b)")
_GREEK = ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma "
          "tau upsilon phi chi psi omega")  # fmt: skip
_SIGNS = {
    **{name: html.entities.html5[name + ";"] for name in _GREEK.split()},
    **{name.title(): html.entities.html5[name.title() + ";"] for name in _GREEK.split()},
    "degree": "°",
    "times": "×",
    "infin": "∞",
}
_SIGN = re.compile(rf"\.({'|'.join(_SIGNS)})\.")


def readable(text: str) -> str:
    """Return CO₂ for `CO.sub.2` and µ for `.mu.`, the way the USPTO wrote them in plain ASCII."""
    if "." not in text:
        return text
    text = _RAISED.sub(lambda m: raised(m[2], upper=m[1] == "sup"), text)
    return _SIGN.sub(lambda m: _SIGNS[m[1]], text)


def person(text: str) -> str:
    """Return `Don G. Hoff` for `Hoff; Don G.`; a body's name has no semicolon."""
    family, mark, given = text.partition(";")
    return f"{given.strip()} {family.strip()}" if mark and given.strip() else family.strip()


def party(name: str, places: list[str], country: str, states: bool) -> Party | None:
    """Return a party; one without a country but with a state is of the United States."""
    if not name:
        return None
    code = country[:2].upper() if country[:2].isalpha() else "US" if states else ""
    address = ", ".join(filter(None, places))
    return Party(names=(Name(name=name, address=address),), country=code)
