"""Names of files in an archive that every system can unpack."""

import re
import unicodedata

# What Windows, macOS and Linux do not take in a name, taken together; and Windows' own devices.
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_LONGEST = 120
_SUFFIXES = {
    "application/pdf": ".pdf", "image/tiff": ".tif", "image/png": ".png", "image/jpeg": ".jpg",
    "image/gif": ".gif", "text/html": ".html", "text/plain": ".txt", "text/xml": ".xml",
    "application/xml": ".xml", "application/json": ".json", "application/zip": ".zip",
    "application/msword": ".doc", "text/sgml": ".sgm",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip


def safe_name(text: str, most: int = _LONGEST) -> str:
    """Return a text as the name of one file or folder, at most `most` bytes long in UTF-8."""
    plain = unicodedata.normalize("NFC", text).encode("utf-8", "ignore").decode()
    plain = " ".join(_UNSAFE.sub("_", plain).split())
    name = plain.encode()[:most].decode("utf-8", "ignore").strip(" .")
    return f"_{name}"[:most] if _DEVICES.fullmatch(name) else name or "_"


def suffix_of(media_type: str) -> str:
    return _SUFFIXES.get(media_type.partition(";")[0].strip().lower(), ".bin")


class Names:
    """Gives each file a path of its own; upper and lower case are held to be the same."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def path(self, folders: tuple[str, ...], stem: str, suffix: str) -> str:
        """Return folder/.../stem.suffix, with a number where that is given already."""
        above = "".join(f"{safe_name(folder)}/" for folder in folders)
        for count in range(1, 1_000_000):
            extra = "" if count == 1 else f" ({count})"
            room = _LONGEST - len(extra) - len(suffix)
            path = f"{above}{safe_name(stem, room)}{extra}{suffix}"
            if path.casefold() not in self._given:
                break
        self._given.add(path.casefold())
        return path
