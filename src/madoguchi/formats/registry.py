"""What a format is, and how a file is recognised by its content."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document, Refusal
from madoguchi.formats.split import split_json, split_lines, split_xml, whole
from madoguchi.formats.trees import parse_json, tree
from madoguchi.formats.xml import parse
from madoguchi.model import History, Publication

XmlReader = Callable[[Element, Account], Publication]
LineReader = Callable[[bytes, Account], Publication]
Read = tuple[Publication | History, ...]
HistoryReader = Callable[[Element, Document, Account], Read]


@dataclass(frozen=True)
class XmlFormat:
    """A format of XML documents.

    `roots` are the local names of its documents' root elements; `containers` maps the root of a
    file that holds many to the names of the documents inside. `strangers` names, by root, what is
    recognised as an office file but is no publication.
    """

    name: str
    read: XmlReader
    roots: tuple[str, ...]
    containers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    strangers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LineFormat:
    """A format of text lines; each document begins with `boundary` at the start of a line."""

    name: str
    read: LineReader
    boundary: bytes
    accepts: Callable[[bytes], bool]


@dataclass(frozen=True)
class HistoryFormat:
    """A format of case histories, in XML or JSON; a document may tell of several cases.

    What it tells of publications beside them comes with them.
    `roots` are the local names of its XML documents' root elements, `keys` the names of which a
    JSON object of this format has all (one set for each shape it comes in); JSON is read as a tree
    (`madoguchi.formats.trees`), a file of JSON lines as one document a line. `accepts` decides
    before that, by the first bytes, for what is neither; such a document's element is empty.
    """

    name: str
    read: HistoryReader
    roots: tuple[str, ...] = ()
    containers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    strangers: Mapping[str, str] = field(default_factory=dict)
    keys: tuple[frozenset[str], ...] = ()
    accepts: Callable[[bytes], bool] | None = None


class Registry:
    """The formats that can be read; looks at content, never at file names."""

    def __init__(
        self,
        xml: tuple[XmlFormat, ...],
        lines: tuple[LineFormat, ...],
        histories: tuple[HistoryFormat, ...] = (),
    ) -> None:
        self._lines = lines
        self._histories = histories
        self._roots = {root: fmt for fmt in xml for root in fmt.roots}
        self._case_roots = {root: fmt for fmt in histories for root in fmt.roots}
        self._containers: dict[str, frozenset[str]] = {}
        self._strangers: dict[str, str] = {}
        several: tuple[XmlFormat | HistoryFormat, ...] = (*xml, *histories)
        for fmt in several:
            self._strangers.update(fmt.strangers)
            for root, names in fmt.containers.items():
                self._containers[root] = self.records(root) | frozenset(names)
        self.names = (
            *(fmt.name for fmt in several),
            *(fmt.name for fmt in lines),
        )

    def records(self, root: str) -> frozenset[str]:
        return self._containers.get(root, frozenset())

    def stranger(self, root: str) -> str:
        """Say what an office's file with this element is, if it is known to be no publication."""
        return self._strangers.get(root, "")

    def split(self, stream: BinaryIO, start: bytes) -> Iterator[Document | Refusal]:
        """Cut a file into documents; `start` is a look at its first bytes, still unread."""
        for fmt in self._lines:
            if fmt.accepts(start):
                yield from split_lines(stream, fmt.boundary)
                return
        if any(fmt.accepts and fmt.accepts(start) for fmt in self._histories):
            yield whole(stream)
        elif looks_like_xml(start):
            yield from split_xml(stream, self)
        elif looks_like_json(start):
            yield from split_json(stream)
        else:
            yield Refusal(0, f"not a publication or case: {_guess(start)}")

    def read(self, document: Document, account: Account) -> tuple[str, Read]:
        """Read one document: the format's name and what it tells of.

        Raises RefusedError for what is malformed, and for what is of no format, named as such.
        """
        try:
            return self._read(document, account)
        except RecursionError:
            raise RefusedError("elements are nested too deeply", document.position) from None

    def _read(self, document: Document, account: Account) -> tuple[str, Read]:
        start = document.data[:4096]
        for fmt in self._histories:
            if fmt.accepts and fmt.accepts(start):
                return fmt.name, fmt.read(Element(fmt.name), document, account)
        if looks_like_json(start):
            return self._read_json(document, account)
        if not looks_like_xml(start):
            for line_format in self._lines:
                if line_format.accepts(start):
                    return line_format.name, (line_format.read(document.data, account),)
        return self._read_xml(document, account)

    def _read_json(self, document: Document, account: Account) -> tuple[str, Read]:
        found = parse_json(document)
        for fmt in self._histories:
            if any(keys <= found.keys() for keys in fmt.keys):
                return fmt.name, fmt.read(tree(fmt.name, found), document, account)
        names = ", ".join(list(found)[:5])
        raise RefusedError(f"not a publication or case: JSON with {names}", document.position)

    def _read_xml(self, document: Document, account: Account) -> tuple[str, Read]:
        root = parse(document)
        local = root.tag.rpartition("}")[2]
        cases = self._case_roots.get(local)
        if cases is not None:
            return cases.name, cases.read(root, document, account)
        fmt = self._roots.get(local)
        if fmt is None:
            what = self._strangers.get(local, f"XML with root element <{local}>")
            raise RefusedError(f"not a publication or case: {what}", document.position)
        return fmt.name, (fmt.read(root, account),)


def looks_like_json(start: bytes) -> bool:
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))


def looks_like_xml(start: bytes) -> bool:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    return text.startswith(b"<") or start.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<"))


def is_image(start: bytes) -> bool:
    """Whether a file is an image or page file, such as lies beside a document."""
    return start.startswith(tuple(_MAGIC)) or start.lstrip().startswith(b"<svg")


_MAGIC = {
    b"%PDF": "PDF file",
    b"II*\x00": "TIFF image",
    b"MM\x00*": "TIFF image",
    b"\x89PNG": "PNG image",
    b"\xff\xd8\xff": "JPEG image",
    b"GIF8": "GIF image",
}


def _guess(start: bytes) -> str:
    for magic, name in _MAGIC.items():
        if start.startswith(magic):
            return name
    return "an empty file" if not start.strip() else "a file of no format that is known here"
