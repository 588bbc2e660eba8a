"""Reads the real files of some formats, and measures what of their text arrives."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from fidelity import coverage

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document, Refusal
from madoguchi.formats.registry import Registry, XmlFormat
from madoguchi.formats.xml import parse
from madoguchi.model import Publication

PATENT_TEXTS = "patent_fulltext"
STANDARDIZATION = "patent_fulltext/cn_jp_us_gazette_xml/cn_jp_us_st36/PatentStandardization"


class Shelf:
    """What some files gave: publications, and the reasons of what was refused."""

    def __init__(self, files: Iterable[Path], *formats: XmlFormat) -> None:
        self._registry = Registry(formats, ())
        self.account = Account()
        self.reasons: list[str] = []
        self.read: list[tuple[Element, Account, Publication]] = []
        for file in sorted(files):
            for document in self._documents(file):
                self._read(document)

    @property
    def publications(self) -> list[Publication]:
        return [publication for _, _, publication in self.read]

    def coverages(self) -> Iterator[tuple[str, float]]:
        for root, account, publication in self.read:
            yield publication.id, coverage(root, account, publication)

    def _documents(self, file: Path) -> Iterator[Document]:
        with file.open("rb") as stream:
            start = stream.read(4096)
            stream.seek(0)
            for piece in self._registry.split(stream, start):
                if isinstance(piece, Refusal):
                    self.reasons.append(piece.reason)
                else:
                    yield piece

    def _read(self, document: Document) -> None:
        account = Account()
        try:
            _, told = self._registry.read(document, account)
        except RefusedError as error:
            self.reasons.append(error.reason)
            return
        self.account.add(account)
        for one in told:
            if isinstance(one, Publication):
                self.read.append((parse(document), account, one))
