"""Texts cut into what is compared: words of scripts with blanks, characters of those without."""

import re
from itertools import count

# Katakana words, numbers and Latin words stay whole; kanji, hiragana and hangul are taken one by
# one, since what an amendment changes there is often a single character (端部, 先端部).
_TOKEN = re.compile(
    r"\s+|[ァ-ヺーｦ-ﾟ]+|[぀-ゟ㐀-鿿가-힣豈-﫿𠀀-𯿿々〆〇]|[^\W\d_㐀-鿿぀-ヿ가-힣豈-﫿𠀀-𯿿々〆〇]+|\d+|."
)
_SENTENCE = re.compile(r"[^.;:,。；：，、\n]*[.;:,。；：，、\n]\s*|[^.;:,。；：，、\n]+")
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힣豈-﫿]")
_LETTER = re.compile(r"[^\W\d_]")


def tokens(text: str) -> list[str]:
    """Cut a text; joined, the tokens are the text again."""
    return _TOKEN.findall(text)


def sentences(text: str) -> list[str]:
    """Cut a text at its punctuation; joined, the pieces are the text again."""
    return _SENTENCE.findall(text)


def numbered(left: list[str], right: list[str]) -> tuple[list[int], list[int]]:
    """Both lists as numbers, the same for the same token; blanks are all the same."""
    fresh = count(1)
    known: dict[str, int] = {}

    def number(token: str) -> int:
        key = " " if token.isspace() else token
        return known[key] if key in known else known.setdefault(key, next(fresh))

    return [number(token) for token in left], [number(token) for token in right]


def is_cjk(text: str) -> bool:
    """Tell whether a text is mainly written in a script of Japan, China or Korea."""
    letters = len(_LETTER.findall(text))
    return 2 * len(_CJK.findall(text)) > letters
