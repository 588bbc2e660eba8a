"""What a format is, and how a file is recognised by its content."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document, Refusal
from madoguchi.formats.split import split_lines, split_xml
from madoguchi.formats.xml import parse
from madoguchi.model import Publication

XmlReader = Callable[[Element, Account], Publication]
LineReader = Callable[[bytes, Account], Publication]


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


class Registry:
    """The formats that can be read; looks at content, never at file names."""

    def __init__(self, xml: tuple[XmlFormat, ...], lines: tuple[LineFormat, ...]) -> None:
        self._lines = lines
        self._roots = {root: fmt for fmt in xml for root in fmt.roots}
        self._containers = {
            root: frozenset(names) for fmt in xml for root, names in fmt.containers.items()
        }
        self._strangers = {root: what for fmt in xml for root, what in fmt.strangers.items()}
        self.names = (*(fmt.name for fmt in xml), *(fmt.name for fmt in lines))

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
        if looks_like_xml(start):
            yield from split_xml(stream, self)
        else:
            yield Refusal(0, f"not a publication: {_guess(start)}")

    def read(self, document: Document, account: Account) -> tuple[str, Publication]:
        """Read one document: the format's name and the publication.

        Raises RefusedError for what is malformed, and for what is no publication, named as such.
        """
        try:
            return self._read(document, account)
        except RecursionError:
            raise RefusedError("elements are nested too deeply", document.position) from None

    def _read(self, document: Document, account: Account) -> tuple[str, Publication]:
        if not looks_like_xml(document.data[:64]):
            for line_format in self._lines:
                if line_format.accepts(document.data[:4096]):
                    return line_format.name, line_format.read(document.data, account)
        root = parse(document)
        local = root.tag.rpartition("}")[2]
        fmt = self._roots.get(local)
        if fmt is None:
            what = self._strangers.get(local, f"XML with root element <{local}>")
            raise RefusedError(f"not a publication: {what}", document.position)
        return fmt.name, fmt.read(root, account)


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
