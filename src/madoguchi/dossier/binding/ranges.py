"""Pages as a person chooses them: `3-5,9`."""

import re

from madoguchi.errors import RefusedError

_PART = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
_LONGEST = 1000


def chosen_pages(text: str, count: int) -> tuple[int, ...]:
    """Return the pages chosen, counted from 1, in the order written, of a document with `count`.

    A page that is chosen twice comes twice. Raises RefusedError saying what to write instead.
    """
    if len(text) > _LONGEST:
        raise RefusedError(f"too many pages are chosen one by one; write ranges, as 1-{count}")
    chosen: list[int] = []
    for part in text.replace("–", "-").replace("、", ",").replace(" ", "").split(","):
        chosen += _range(part, count)
        if len(chosen) > 10 * count:
            raise RefusedError("the same pages are chosen too often; choose each once")
    return tuple(chosen)


def _range(part: str, count: int) -> range:
    match = _PART.fullmatch(part)
    if match is None:
        raise RefusedError(f"{part[:40]!r} is no page; write pages and ranges such as 3-5,9")
    first = int(match[1])
    last = int(match[2] or match[1])
    if last < first:
        raise RefusedError(f"{part!r} runs backwards; write {last}-{first}")
    if first < 1 or last > count:
        raise RefusedError(f"{part!r} is not in the document, which has pages 1 to {count}")
    return range(first, last + 1)
