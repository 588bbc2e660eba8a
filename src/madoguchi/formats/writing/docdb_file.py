"""DOCDB exchange files out: any number of exchange documents in one container, streamed.

Status letters as DOCDB has them: C created, A amended, D deleted (exchange-documents.xsd 2.5.7).
"""

from xml.etree.ElementTree import Element

from madoguchi.formats.docdb_writing import EXCHANGE, write_deletion, write_exchange_document
from madoguchi.formats.writing.writers import Change, FileHead, PublicationWriter
from madoguchi.formats.writing.xml_out import DECLARATION, compact_date, serialised
from madoguchi.model import Publication, Right

LOSES = (
    "claims, descriptions, drawings",
    "agents, owners (unless there are no applicants), examiners, relations, notes",
    "an applicant's language and identifier, more than four spellings of a name",
    "numbers, headings, tables and images in abstracts",
    "spellings of numbers (all are DOCDB's and EPODOC's)",
    "date, code and parts of a citation",
    "classes of Locarno, Nice and Vienna",
    "the order of classifications of different schemes",
)
_STATUS: dict[Change, str] = {"added": "C", "changed": "A", "deleted": "D"}


def _head(head: FileHead) -> bytes:
    attributes = {
        "xmlns": EXCHANGE,
        "date-of-exchange": compact_date(head.date),
        "dtd-version": "2.5.7",
        "file": head.file,
        "no-of-documents": str(head.documents),
        "originating-office": head.office,
    }
    empty = serialised(Element("exchange-documents", attributes)).rstrip()
    return DECLARATION + empty.removesuffix(b" />") + b">\n"


def _document(publication: Publication, change: Change) -> bytes:
    if change == "deleted":
        root = write_deletion(publication)
    else:
        root = write_exchange_document(publication)
    root.set("status", _STATUS[change])
    if publication.date:
        root.set("date-publ", compact_date(publication.date))
    return serialised(root)


DOCDB_WRITER = PublicationWriter(
    ending=".xml",
    contents=frozenset({"bibliographic", "abstract", "classification"}),
    rights=frozenset({Right.PATENT, Right.UTILITY_MODEL}),
    loses=LOSES,
    head=_head,
    body=_document,
    tail=b"</exchange-documents>\n",
    deletions=True,
)
