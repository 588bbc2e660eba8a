"""Publications out, in the forms that partners take: ST.36, ST.96, DOCDB, labelled text."""

from madoguchi.formats.writing.contents import CONTENTS, Content, trimmed
from madoguchi.formats.writing.docdb_file import DOCDB_WRITER
from madoguchi.formats.writing.st36 import ST36_WRITER
from madoguchi.formats.writing.st96 import ST96_WRITER
from madoguchi.formats.writing.txt import TXT_WRITER
from madoguchi.formats.writing.writers import Change, FileHead, PublicationWriter

PUBLICATION_WRITERS: dict[str, PublicationWriter] = {
    "st36": ST36_WRITER,
    "st96": ST96_WRITER,
    "docdb": DOCDB_WRITER,
    "txt": TXT_WRITER,
}

__all__ = [
    "CONTENTS",
    "PUBLICATION_WRITERS",
    "Change",
    "Content",
    "FileHead",
    "PublicationWriter",
    "trimmed",
]
