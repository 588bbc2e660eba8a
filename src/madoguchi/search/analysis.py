"""Text to index terms: words for alphabetic scripts, character pairs for Japanese, Chinese, Korean.

Both sides, text and query, pass through `fold`, so that width, case, accents, kana long vowels,
hyphens and old forms of kanji never decide whether something is found. A run of CJK characters
becomes its pairs and, at its end, the last character alone: "電池" gives 電池 and 池. Any substring
of two characters is then a phrase of pairs, and one character is the beginning of a term.
"""

import re
import unicodedata
from functools import lru_cache
from operator import add

import joyokanji

CJK = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3100-\u312f\u3131-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_KANA = "\u3041-\u30ff"
_DASHES = "\u00ad\u2010-\u2015\u2212\u2500\ufe58\ufe63\uff0d"
_LETTERS = "0-9a-z\u00aa\u00b5\u00ba\u00df-\u00f6\u00f8-\u1fff\u2c00-\u2dff\ua640-\ua7ff"
# A run of CJK characters goes on over blanks between them.
_RUN = re.compile(f"[{CJK}]+(?:\\s+[{CJK}]+)*|[{_LETTERS}]+")
_SPACED_CJK = re.compile(f"(?<=[{CJK}])\\s+(?=[{CJK}])")
_IS_KANA = re.compile(f"[{_KANA}]")
_HYPHENATED = re.compile(r"[0-9a-z]+(?:-[0-9a-z]+)+")
_LONG_VOWEL = "ー"
# A letter of a script that no term is made of: keeps what stands before from what comes after.
JOINT = "\U00010330"


def _old_forms() -> dict[str, str]:
    """Old forms of kanji and the new ones: joyokanji's table, read through its one function."""
    old = "".join(
        map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xFA0E, 0xFA2A)))
    )
    pairs = zip(old, joyokanji.convert(old, variants=True), strict=True)
    return {before: after for before, after in pairs if before != after}


_ACCENTS = {
    code: base
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if (base := unicodedata.normalize("NFD", chr(code))[0]) != chr(code)
}


def fold(text: str) -> str:
    """Return text in the one form that is compared."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    return _VARIANT.sub(_plain, text.replace(_LONG_VOWEL, "").replace("・", ""))


def _plain(match: re.Match[str]) -> str:
    """One character without its accent, in its new form; a dash between kana is a long vowel."""
    character = match.group()
    if character in _PLAIN:
        return _PLAIN[character]
    before, after = (
        match.string[match.start() - 1 : match.start()],
        match.string[match.end() : match.end() + 1],
    )
    return "" if _IS_KANA.match(before) and _IS_KANA.match(after) else "-"


def terms(text: str) -> list[str]:
    """Return the index terms of a text in order."""
    return _terms(fold(text))


def stream(text: str) -> str:
    """Return a text as the engine's field wants it: terms, with anything else between them.

    Hyphenated words are also given joined (e-mail: e, mail and email), after the text itself, so
    that positions of the running text stay as they are.
    """
    folded = fold(text)
    # The engine cuts at whatever is no letter or digit: for ASCII that is all there is to do.
    found = folded if folded.isascii() else _joined(folded)
    if "-" in folded:
        joined = [word.replace("-", "") for word in _HYPHENATED.findall(folded)]
        if joined:
            return " ".join((found, JOINT, *joined))
    return found


def _terms(folded: str) -> list[str]:
    return _ASCII_WORD.findall(folded) if folded.isascii() else _joined(folded).split()


def _joined(folded: str) -> str:
    """Return the terms of a folded text joined by blanks."""
    pieces: list[str] = []
    for run in _RUN.findall(folded):
        if is_cjk(run[0]):
            pieces.append(_pairs(run if run.isalnum() else "".join(run.split())))
        else:
            pieces.append(run)
    return " ".join(pieces)


def _pairs(run: str) -> str:
    """Return a CJK run's pairs and its last character, joined by blanks.

    A long run is woven as UTF-16 with slices: first, second character of each pair, a blank.
    """
    size = len(run)
    units = run.encode("utf-16-le") if size >= _LONG_RUN else b""
    if len(units) != 2 * size or not units:
        return " ".join((*map(add, run, run[1:]), run[-1]))
    woven = bytearray(6 * size)
    woven[0::6], woven[1::6] = units[0::2], units[1::2]
    woven[2::6], woven[3::6] = units[2::2] + b" ", units[3::2] + b"\0"
    woven[4::6] = b" " * size
    return woven.decode("utf-16-le")


_LONG_RUN = 24
_ASCII_WORD = re.compile(r"[0-9a-z]+")
_IS_CJK = re.compile(f"[{CJK}]")


def is_cjk(character: str) -> bool:
    return _IS_CJK.match(character) is not None


class Needle:
    """What to look for: terms in order, the last one a beginning (`open`) or whole.

    `joined` is the word without its hyphens, to be looked for beside the terms.
    """

    __slots__ = ("joined", "open", "terms")

    def __init__(self, terms: tuple[str, ...], open_: bool, joined: str = "") -> None:
        self.terms = terms
        self.open = open_
        self.joined = joined


def needle(text: str, *, truncated: bool = False) -> Needle:
    """Return what to look for to find a text anywhere inside another.

    The last character of a CJK run at the end may be followed by anything, so it is not looked
    for by itself: its pair, or its being the beginning of a pair, has it already.
    """
    folded = fold(text)
    found = _terms(folded)
    open_ = truncated
    if found and is_cjk(found[-1][0]):
        paired = len(found) > 1 and len(found[-2]) == 2 and is_cjk(found[-2][0])
        if paired:
            found.pop()
        open_ = open_ or not paired
    hyphenated = _HYPHENATED.fullmatch(folded.strip())
    return Needle(tuple(found), open_, folded.strip().replace("-", "") if hyphenated else "")


# -- names -----------------------------------------------------------------------------------------

_LEGAL_FORMS = frozenset(
    "inc incorporated ltd limited co company corp corporation llc llp plc gmbh ag kg kgaa sa sas "  # noqa: SIM905
    "sarl srl spa bv nv ab oy as aps pty kk kabushiki kaisha kabushikikaisha".split()
)
_CJK_FORM = (
    "株式会社|有限会社|合同会社|合資会社|合名会社|\\((?:株|有|合|주|유)\\)"
    "|주식회사|유한회사|股份有限公司|有限责任公司|有限公司"
)
_CJK_FORMS = re.compile(f"^(?:{_CJK_FORM})(?=.)|(?<=.)(?:{_CJK_FORM})$")


def fold_name(name: str) -> str:
    """Return a name without what differs between spellings: blanks, legal forms, initials' dots."""
    folded = _CJK_FORMS.sub("", _SPACED_CJK.sub("", fold(name).strip()))
    words = re.split(r"[\s,.;]+", folded)
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return " ".join(kept if any(kept) else words).strip()


def is_legal_form(name: str) -> bool:
    """Whether a name is nothing but the form of a company."""
    folded = fold(name).strip()
    words = [word for word in re.split(r"[\s,.;]+", folded) if word]
    return bool(re.fullmatch(_CJK_FORM, folded)) or _LEGAL_FORMS.issuperset(words)


@lru_cache(maxsize=1)
def _variants() -> dict[str, str]:
    variants: dict[str, str] = {}
    for old, new in OLD_FORMS.items():
        variants[new] = variants.get(new, new) + old
    return variants


def spellings(character: str) -> str:
    """Return the characters that fold to the same one, for finding a term in running text."""
    return _variants().get(character, character)


OLD_FORMS = _old_forms()
_PLAIN = {**{chr(code): base for code, base in _ACCENTS.items()}, **OLD_FORMS}
_VARIANT = re.compile("[" + "".join(_PLAIN) + _DASHES + "-]")
