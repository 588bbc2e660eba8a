"""Reading the lines in which FTP servers list files."""

import datetime as dt
import re

Listed = tuple[str, bool, int, dt.datetime | None]
# As `ls -l` writes it: what it is, links, owner, group, size, three words of time, the name.
_UNIX = re.compile(r"([-dl])\S{9}\S*\s+\d+\s+\S+\s+\S+\s+(\d+)\s+\S+\s+\S+\s+\S+ (.+)")


def named(line: str) -> Listed | None:
    """A line of MLSD (RFC 3659, 7): facts, one space, the name."""
    facts, space, name = line.partition(" ")
    if not space:
        return None
    known = dict(_pair(fact) for fact in facts.split(";") if "=" in fact)
    kind = known.get("type", "").lower()
    if kind == "dir":
        return name, True, 0, None
    if kind != "file" or not known.get("size", "").isdigit():
        return None
    return name, False, int(known["size"]), read_time(known.get("modify", ""))


def unix_line(line: str) -> Listed | None:
    """A line of LIST as nearly all servers write it; links are not followed, so not shown."""
    found = _UNIX.fullmatch(line.rstrip("\r\n"))
    if not found or found[1] == "l":
        return None
    return found[3], found[1] == "d", int(found[2]), None


def _pair(fact: str) -> tuple[str, str]:
    name, _, value = fact.partition("=")
    return name.lower(), value


def read_time(stamp: str) -> dt.datetime | None:
    """A time as MDTM and MLSD have it (RFC 3659, 2.3): UTC to the second, perhaps a fraction."""
    try:
        return dt.datetime.strptime(stamp[:14], "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
