"""What characters the bytes of a document are, where its sender does not say so or says so wrongly.

What is expected is believed unless the bytes speak against it: they cannot be it, they are UTF-8
through and through, or the text that they give is none that anyone writes. What cannot be noticed:
one encoding of double bytes taken for another in which every pair is a character too (EUC-KR taken
for GB 18030).
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from madoguchi.errors import RefusedError
from madoguchi.formats.xml import CODECS, NO_CHARACTER_SETS

# Sequences of bytes above 127 that are UTF-8 by chance are short.
_SURELY_UTF8 = 8
_SAMPLE = 20_000
_PLAUSIBLE = 0.7
_BETTER = 0.15
_ENOUGH = 20
# Of Russian text three letters in five are these nine; read in a wrong encoding, one in four.
_COMMON_CYRILLIC = re.compile("[оеаинтсрв]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_COMMON_SHARE = 0.6
# Controls, box drawing, half-width katakana, private use: hardly ever what a text is made of.
_ODD = re.compile("[\x80-\x9f\u2500-\u259f\uff61-\uff9f\ue000-\uf8ff\ufffd]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
# What may have been written instead, by what is expected.
_KIN = (
    ("koi8-r", "cp1251", "iso8859-5", "cp866", "koi8-u"),
    ("cp932", "euc_jp"),
    ("cp949", "gb18030", "big5"),
)
_MARKUP = "<>&;=/!?\"'[]()-_.:0123456789abcxyzABCXYZ \t\r\n"


class Decoded(NamedTuple):
    """A text, what its bytes were in, and what is to be told of that."""

    text: str
    encoding: str
    warning: str = ""


def codec(name: str) -> str:
    """Return the codec of a character encoding's name. Raises LookupError for none."""
    named = name.strip().lower()
    found = CODECS.get(named, CODECS.get(named.replace("_", "-"), named))
    if found.replace("-", "_") in NO_CHARACTER_SETS:
        raise LookupError(name)
    b"a".decode(found, "replace")
    return codecs.lookup(found).name


def keeps_markup(encoding: str) -> bool:
    """Whether tags can be found as bytes: no character's bytes look like ASCII's marks."""
    stateful = encoding.startswith(("iso2022", "utf-7", "utf-16", "utf-32", "hz"))
    return not stateful and _MARKUP.encode(encoding, "replace") == _MARKUP.encode("ascii")


def decode(data: bytes, expected: str, others: Iterable[str] = ()) -> Decoded:
    """Read bytes in the encoding that is expected, or in the one that they are in.

    `others` are encodings that were heard of besides. Raises RefusedError, with the byte's place in
    `data`, for what is in none of them.
    """
    if data.startswith(codecs.BOM_UTF8) or data.isascii():
        return Decoded(data.decode("utf-8-sig", "strict"), "utf-8")
    if expected != "utf-8" and _surely_utf8(data):
        return Decoded(data.decode(), "utf-8", _told("UTF-8", expected))
    first = _attempt(data, expected)
    if first is not None and plausible(first) >= _PLAUSIBLE:
        return Decoded(first, expected)
    base = plausible(first) + _BETTER if first is not None else _PLAUSIBLE
    found = max(_candidates(data, expected, others), key=lambda one: one[0], default=None)
    if found and found[0] >= base:
        return Decoded(found[1], found[2], _told(found[2], expected))
    if first is None:
        raise _refusal(data, expected)
    return Decoded(first, expected, f"the text looks as if it were not in {expected}; look at it")


def _told(found: str, expected: str) -> str:
    return f"the bytes are {found}, not {expected} as expected; read as {found}"


def _surely_utf8(data: bytes) -> bool:
    text = _attempt(data, "utf-8")
    return text is not None and len(_BEYOND_ASCII.findall(text[:_SAMPLE])) >= _SURELY_UTF8


def _attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _candidates(
    data: bytes, expected: str, others: Iterable[str]
) -> Iterator[tuple[float, str, str]]:
    kin = [one for group in _KIN if expected in group for one in group]
    for encoding in dict.fromkeys((*others, *kin, "utf-8")):
        text = _attempt(data, encoding) if encoding != expected else None
        if text is not None:
            yield plausible(text), text, encoding


def plausible(text: str) -> float:
    """Return how likely it is, from 0 to 1, that a text beyond ASCII was read as it was written."""
    beyond = "".join(_BEYOND_ASCII.findall(text[:_SAMPLE]))
    if not beyond:
        return 1.0
    regular = 1 - len(_ODD.findall(beyond)) / len(beyond)
    cyrillic = len(_CYRILLIC.findall(beyond))
    if cyrillic < _ENOUGH:
        return regular
    common = len(_COMMON_CYRILLIC.findall(beyond.lower())) / cyrillic
    return regular * min(1.0, common / _COMMON_SHARE)


def _refusal(data: bytes, expected: str) -> RefusedError:
    try:
        data.decode(expected)
    except UnicodeDecodeError as error:
        wrong = data[error.start : error.end].hex(" ")
        reason = f"the bytes {wrong} at {error.start} of the document are not {expected}"
        return RefusedError(f"{reason}; correct the profile or ask the sender", error.start)
    except UnicodeError as error:
        return RefusedError(f"not {expected}: {error}")
    return RefusedError(f"not {expected}")
