"""Names of files as they may come from outside and go there.

A name is relative and has "/" between folders. What could lead elsewhere on any system, or could
deceive whoever reads it in a log, is no name: "..", an absolute path, a backslash, a control
character, bytes that are no UTF-8, a segment of over 255 bytes.
"""

import unicodedata

UNFINISHED = (".part", ".filepart")  # our own suffix, and WinSCP's
_LONGEST_SEGMENT, _LONGEST, _DEEPEST = 255, 1024, 32
_NOT_IN_NAMES = ("Cc", "Cs", "Zl", "Zp")


def plain(name: str) -> bool:
    """Whether this names a file somewhere under a folder, and nothing else."""
    segments = name.split("/")
    short = len(segments) <= _DEEPEST and len(name.encode("utf-8", "replace")) <= _LONGEST
    return short and all(map(plain_segment, segments))


def plain_segment(segment: str) -> bool:
    if segment in ("", ".", "..") or "\\" in segment or "/" in segment:
        return False
    if any(unicodedata.category(letter) in _NOT_IN_NAMES for letter in segment):
        return False
    return len(segment.encode()) <= _LONGEST_SEGMENT


def unfinished(name: str) -> bool:
    """Whether by its name a file is still being written."""
    return name.endswith(UNFINISHED)


def shown(name: str) -> str:
    """A name of anybody's as it can be put into a line of a log."""
    return ascii(name) if len(name) <= _LONGEST_SEGMENT else ascii(name[:_LONGEST_SEGMENT]) + "..."
