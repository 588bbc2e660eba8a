"""Files sent with a form (multipart/form-data, RFC 7578)."""

import re
from email.message import Message
from typing import NamedTuple

_BOUNDARY = re.compile(r'boundary="?([^";]{1,70})"?', re.IGNORECASE)
_MOST_PARTS = 50
_LONGEST_HEAD, _LONGEST_FIELD = 4000, 100_000


class Upload(NamedTuple):
    """A file as it was sent: its name there, what its sender says it is, its bytes."""

    name: str = ""
    media: str = ""
    data: bytes = b""


def read_multipart(
    content_type: str, body: bytes
) -> tuple[dict[str, str], dict[str, Upload]] | None:
    """Return fields and files; None for what is no such form or came not whole."""
    boundary = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/form-data") or boundary is None:
        return None
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())
    if len(pieces) < 2 or len(pieces) > _MOST_PARTS or not pieces[-1].startswith(b"--"):
        return None
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for piece in pieces[1:-1]:
        head, blank, data = piece.partition(b"\r\n\r\n")
        if not blank or not _put(_head(head), data, fields, files):
            return None
    return fields, files


def _head(lines: bytes) -> Message:
    """The lines before a part; names of files are UTF-8, as browsers send them."""
    found = Message()
    for line in lines[:_LONGEST_HEAD].decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(":")
        if name:
            found[name] = value.strip()
    return found


def _put(head: Message, data: bytes, fields: dict[str, str], files: dict[str, Upload]) -> bool:
    told = head.get("content-disposition", "")
    name, file = _parameter(told, "name"), _parameter(told, "filename")
    if name is None:
        return False
    if file is not None:
        files[name] = Upload(base_name(file), head.get("content-type", ""), data)
        return True
    if len(data) > _LONGEST_FIELD:
        return False
    fields[name] = data.decode("utf-8", "replace").replace("\x00", "")
    return True


def _parameter(told: str, name: str) -> str | None:
    """A parameter; browsers write quotes and line ends in it by percent (RFC 7578, 2)."""
    found = re.search(rf';\s*{name}="([^"]*)"', told)
    if found is None:
        return None
    return found[1].replace("%22", '"').replace("%0D", " ").replace("%0A", " ")


def base_name(name: str) -> str:
    """The last part of a name, without signs that steer anything; some browsers send a path."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign if sign.isprintable() else " " for sign in last).strip()
    return shown[:200] or "document"
