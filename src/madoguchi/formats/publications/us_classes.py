"""US Patent Classification symbols in the USPTO's columns, read as they are printed.

Source: USPTO full-text documentation, fields OCL and XCL: class in columns 1-3, subclass in 4-6,
right-aligned, then decimals or letters (`435 691` is 435/69.1, `179 90K` is 179/90K).
"""

from functools import lru_cache

import msgspec

from madoguchi.model import Classification, national


@lru_cache(maxsize=65536)
def us_class(text: str, *, first: bool = False) -> Classification | None:
    """Return the class that stands in the columns of `text`."""
    found = national(printed(text), "US")
    return msgspec.structs.replace(found, first=first) if found else None


def printed(text: str) -> str:
    """Return `class/subclass` as printed on the document's front page."""
    text = text.strip("\r\n\t").rstrip()
    if "/" in text:
        return text.strip()
    main, sub = text[:3].replace(" ", "").lstrip("0"), text[3:]
    whole, rest = sub[:3].strip().lstrip("0"), sub[3:].strip()
    if "." in sub:
        minor = sub.replace(" ", "")
    elif rest.isdigit() and not whole.startswith("DIG"):
        decimals = rest.rstrip("0")
        minor = f"{whole}.{decimals}" if decimals else whole
    else:
        minor = whole + rest
    return f"{main}/{minor}" if minor else main
