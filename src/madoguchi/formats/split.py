"""Cutting a stream into documents: concatenated files, containers and single documents.

Works on bytes and never holds more than one document: a document that is cut off or too large is
refused, and reading goes on at the next one that begins.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Protocol

import msgspec

from madoguchi.formats.documents import Document, Refusal
from madoguchi.formats.xml import doctype_end

MAX_DOCUMENT = 64 * 1024 * 1024
_CHUNK = 1 << 20

_ROOT = re.compile(rb"<([A-Za-z_][\w.\-]*:)?([A-Za-z_][\w.\-]*)")
_NAMESPACE = re.compile(rb"""\sxmlns(?::[\w.\-]+)?\s*=\s*(?:"[^"]*"|'[^']*')""")
_PROLOG_STEP = re.compile(rb"(?:\xef\xbb\xbf|\s)*+(<\?|<!--)?")
# A comment or instruction before the root ends here; none goes on over the start of a document.
_STEP_END = {b"<?": re.compile(rb"\?>|<"), b"<!--": re.compile(rb"-->|<\?xml[\s?]")}
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\b[^>]{0,400}\?>")
_MAX_NAMESPACES = 256
_TAG_END = re.compile(rb"/>|[<>]")
_LINE_END = re.compile(rb"\r?\n")
_FRESH_START = re.compile(rb"<\?xml[\s?]|<!DOCTYPE\b")


class Containers(Protocol):
    """Which roots are containers, and the local names of the documents inside them."""

    def records(self, root: str) -> frozenset[str]: ...

    def stranger(self, root: str) -> str: ...


class Window:
    """A sliding view of a stream: `data` begins at byte `offset` of the stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.data = bytearray()
        self.offset = 0
        self.ended = False

    def more(self) -> bool:
        """Read another chunk; False at the end of the stream."""
        chunk = self._stream.read(_CHUNK) if not self.ended else b""
        self.ended = not chunk
        self.data += chunk
        return bool(chunk)

    def double(self) -> bool:
        """Read about as much again as is held, so that looking anew each time stays cheap."""
        wanted = 2 * len(self.data)
        grown = self.more()
        while grown and len(self.data) < wanted and self.more():
            pass
        return grown

    def drop(self, count: int) -> None:
        del self.data[:count]
        self.offset += count

    def find(
        self, pattern: re.Pattern[bytes], start: int, overlap: int = 256
    ) -> re.Match[bytes] | None:
        """Search, reading on as needed; None at the end or past the size limit."""
        while True:
            found = pattern.search(self.data, start)
            if found and (found.end() < len(self.data) or self.ended):
                return found
            if len(self.data) > MAX_DOCUMENT:
                return None
            start = max(start, len(self.data) - overlap) if not found else start
            if not self.more():
                return pattern.search(self.data, start)


def split_xml(stream: BinaryIO, containers: Containers) -> Iterator[Document | Refusal]:
    """Yield the XML documents of a stream in order, and a refusal for each piece that is none."""
    window = Window(stream)
    window.more()
    if window.data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield _whole(window)
        return
    while True:
        root = _next_root(window)
        if root is None:
            rest = bytes(window.data).strip(b"\xef\xbb\xbf \t\r\n\x00")
            if rest:
                yield Refusal(window.offset, "no XML element begins here")
            return
        if isinstance(root, Refusal):
            yield root
            if not _resume(window):
                return
            continue
        begin, name, local = root
        if containers.records(local):
            yield from _records(window, begin, name, containers)
        else:
            yield from _single(window, begin, name)


def _whole(window: Window) -> Document | Refusal:
    """A UTF-16 file is one document: its tags cannot be found as bytes."""
    while len(window.data) <= MAX_DOCUMENT and window.more():
        pass
    if len(window.data) > MAX_DOCUMENT:
        return _cut_off(window, b"UTF-16")
    return Document(bytes(window.data), 0)


def _next_root(window: Window) -> tuple[int, bytes, str] | Refusal | None:
    """Find the root start tag after the prolog: its offset in the window, name, local name."""
    position = 0
    while True:
        position = _prolog_end(window.data, position)
        if window.data.startswith(b"<!DOCTYPE", position):
            end = doctype_end(window.data, position, _next_start(window.data, position + 1))
            if end is None and len(window.data) < 4 * _CHUNK and window.more():
                continue
            if end is None:
                return Refusal(window.offset, "the document type declaration has no end")
            position = _prolog_end(window.data, end)
        found = _ROOT.match(window.data, position)
        if found and found.end() < len(window.data):
            name = (found.group(1) or b"") + found.group(2)
            return position, name, found.group(2).decode("ascii", "replace")
        if len(window.data) > MAX_DOCUMENT or not window.double():
            break
    if position >= len(window.data):
        return None
    return Refusal(window.offset + position, "text where a document should begin")


def _prolog_end(data: bytearray, position: int) -> int:
    """Return where white space, comments and instructions end, or the one that has no end."""
    while True:
        step = _PROLOG_STEP.match(data, position)
        if step is None or step.group(1) is None:
            return step.end() if step else position
        end = _STEP_END[step.group(1)].search(data, step.end())
        if end is None or end.group().startswith(b"<"):
            return step.start(1)
        position = end.end()


def _next_start(data: bytearray, position: int) -> int:
    """Return where the next document may begin, which no document type goes on over."""
    start = _FRESH_START.search(data, position)
    return start.start() if start else len(data)


def _resume(window: Window) -> bool:
    """Go on where a document certainly begins; False when none does."""
    window.drop(1)
    while True:
        found = _FRESH_START.search(window.data)
        if found:
            window.drop(found.start())
            return True
        window.drop(max(0, len(window.data) - 16))
        if not window.more():
            return False


def _single(window: Window, begin: int, name: bytes) -> Iterator[Document | Refusal]:
    tag = re.escape(name)
    # The next of: its end; the start of another document, which shows that this one is cut off.
    pattern = re.compile(rb"</" + tag + rb"\s*>|<\?xml[\s?]|<!DOCTYPE\s|<" + tag + rb"(?=[\s/>])")
    empty = _empty_element(window, begin)
    end = empty or window.find(pattern, begin + 1)
    if end is None:
        yield _cut_off(window, name)
        if window.ended or not _resume(window):
            window.drop(len(window.data))
        return
    if end is not empty and not end.group().startswith(b"</"):
        yield _cut_off(window, name)
        window.drop(end.start())
        return
    last = _line_end(window, end.end())
    yield Document(bytes(window.data[:last]), window.offset)
    window.drop(last)


def _line_end(window: Window, position: int) -> int:
    """A document's last line ends with it, so that a file of one document is kept whole."""
    if len(window.data) < position + 2:
        window.more()
    found = _LINE_END.match(window.data, position)
    return found.end() if found else position


def _empty_element(window: Window, begin: int) -> re.Match[bytes] | None:
    """Find the end of an element that is a single tag, `<a/>`; None where it is none."""
    end = window.find(_TAG_END, begin + 1)
    return end if end and end.group() == b"/>" else None


def _cut_off(window: Window, name: bytes) -> Refusal:
    tag = name.decode("ascii", "replace")
    if len(window.data) > MAX_DOCUMENT:
        limit = MAX_DOCUMENT >> 20
        return Refusal(window.offset, f"the document <{tag}> is larger than {limit} MB")
    return Refusal(window.offset, f"the document is cut off: </{tag}> is missing")


def _records(
    window: Window, begin: int, name: bytes, containers: Containers
) -> Iterator[Document | Refusal]:
    """Yield the documents inside a container, each with the name spaces it needs."""
    names = containers.records(name.rpartition(b":")[2].decode("ascii", "replace"))
    inner = b"|".join(re.escape(n.encode()) for n in sorted(names))
    starts = re.compile(
        rb"<((?:[\w.\-]+:)?(?:" + inner + rb"))[\s>/]|</" + re.escape(name) + rb"\s*>"
    )
    head = _Head(window, begin)
    found_any, position, first = False, begin, window.offset + begin
    while (start := window.find(starts, position)) is not None:
        head.note(window, start.start())
        if start.group(1) is None:
            if not found_any:
                what = _empty_container(window, name, start.start(), containers)
                yield Refusal(first, what)
            window.drop(start.end())
            return
        found_any, position, tag = True, 0, start.group(1)
        window.drop(start.start())
        yield _record(window, tag, starts, head)
    yield _cut_off(window, name)
    window.drop(len(window.data))


def _record(
    window: Window, tag: bytes, starts: re.Pattern[bytes], head: "_Head"
) -> Document | Refusal:
    """Take the document that begins here; refused where another of its kind begins in it.

    One of another kind may lie inside it: a family's member holds its publication.
    """
    container = starts.pattern.rpartition(b"|")[2]
    name = re.escape(tag)
    ending = re.compile(rb"</" + name + rb"\s*>|<" + name + rb"[\s>/]|" + container)
    end = _empty_element(window, 0) or window.find(ending, len(tag))
    if end is None or not end.group().startswith((b"/>", b"</" + tag)):
        refusal = _cut_off(window, tag)
        window.drop(end.start() if end else len(window.data))
        return refusal
    document = Document(bytes(window.data[: end.end()]), window.offset, head.bytes())
    window.drop(end.end())
    return document


class _Head:
    """What a container says before its documents that they cannot be read without."""

    def __init__(self, window: Window, begin: int) -> None:
        declaration = _DECLARATION.match(window.data, 0, begin)
        self._declaration = bytes(declaration.group()) if declaration else b""
        self._names: dict[bytes, bytes] = {}

    def note(self, window: Window, end: int) -> None:
        """Take up the name spaces declared between the last document and the next."""
        for declaration in _NAMESPACE.finditer(window.data, 0, end):
            key, _, value = declaration.group().partition(b"=")
            if len(self._names) == _MAX_NAMESPACES:
                return
            self._names[key.strip()] = value.strip()

    def bytes(self) -> bytes:
        names = b"".join(b" " + key + b"=" + value for key, value in self._names.items())
        return self._declaration + b"<envelope" + names + b">"


def _empty_container(window: Window, name: bytes, end: int, containers: Containers) -> str:
    """Say what a container holds instead: what is known by name, else its first element."""
    inside = [m.group(2).decode("ascii", "replace") for m in _ROOT.finditer(window.data, 0, end)]
    known = next(filter(None, map(containers.stranger, inside)), "")
    if known:
        return f"not a publication or case: {known}"
    root = name.rpartition(b":")[2].decode("ascii", "replace")
    what = next((local for local in inside if local != root), "nothing")
    return f"not a publication or case: <{root}> with <{what}>, no document inside"


def split_lines(stream: BinaryIO, boundary: bytes) -> Iterator[Document | Refusal]:
    """Yield the documents of a file of lines, each beginning with `boundary` at a line's start."""
    window = Window(stream)
    pattern = re.compile(rb"(?m)^" + re.escape(boundary))
    begin = window.find(pattern, 0)
    while begin is not None:
        window.drop(begin.start())
        following = window.find(pattern, len(boundary))
        if following is None and len(window.data) > MAX_DOCUMENT:
            yield _cut_off(window, boundary)
            following = _pass_over(window, pattern)
        else:
            end = following.start() if following else len(window.data)
            yield Document(bytes(window.data[:end]), window.offset)
            window.drop(end)
        begin = pattern.match(window.data) if following else None


def _pass_over(window: Window, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
    """Go on to the next document of a file of lines, whatever lies before it."""
    while True:
        window.drop(max(0, len(window.data) - 64))
        if not window.more():
            return None
        found = pattern.search(window.data, 1)
        if found:
            window.drop(found.start())
            return found


def whole(stream: BinaryIO) -> Document | Refusal:
    """A file that is one document."""
    data = stream.read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        return Refusal(0, f"larger than the {MAX_DOCUMENT >> 20} MB that one document may have")
    return Document(data, 0)


def split_json(stream: BinaryIO) -> Iterator[Document | Refusal]:
    """Yield the JSON objects of a stream: one a line, one in all, or the items of one array."""
    first = stream.readline(MAX_DOCUMENT + 1)
    if _is_json(first):
        yield from _json_lines(stream, first)
        return
    rest = stream.read(MAX_DOCUMENT + 1 - len(first))
    data = first + rest
    if len(data) > MAX_DOCUMENT:
        yield Refusal(0, f"larger than the {MAX_DOCUMENT >> 20} MB that one document may have")
    else:
        yield from _json_items(data)


def _json_lines(stream: BinaryIO, line: bytes) -> Iterator[Document | Refusal]:
    position = 0
    while line:
        if len(line) > MAX_DOCUMENT:
            yield Refusal(position, "a line is larger than one document may be")
            return
        if line.strip():
            yield from (Document(item.data, position + item.position) for item in _json_items(line))
        position += len(line)
        line = stream.readline(MAX_DOCUMENT + 1)


def _json_items(data: bytes) -> Iterator[Document]:
    """The items of an array, as they are written; anything else is one document."""
    if not data.lstrip().startswith(b"["):
        yield Document(data.strip(b"\r\n"), 0)
        return
    try:
        items = msgspec.json.decode(data, type=list[msgspec.Raw])
    except msgspec.DecodeError:
        yield Document(data, 0)
        return
    position = 0
    for item in items:
        position = data.index(item, position)
        yield Document(bytes(item), position)
        position += len(bytes(item))


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line.removeprefix(codecs.BOM_UTF8))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True
