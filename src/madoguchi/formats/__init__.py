"""Formats: each office's files read into the one model, every field accounted for."""

from madoguchi.formats.account import Account, FieldReport
from madoguchi.formats.authority import (
    DELETED,
    EXCEPTIONS,
    AuthorityEntry,
    AuthorityFile,
    AuthorityHead,
    Coverage,
)
from madoguchi.formats.citing import bibtex, ris
from madoguchi.formats.docdb_writing import (
    EXCHANGE,
    Spelled,
    application_ids,
    priority_kind,
    publication_ids,
    write_abstract,
    write_document_id,
    write_exchange_document,
)
from madoguchi.formats.documents import Document, Refusal
from madoguchi.formats.histories import (
    dpma_lists,
    dpma_patent,
    gd_answers,
    jp_api,
    jp_documents,
    jp_htm,
    opd_answers,
    ops_legal,
    ops_register,
    own_history,
    st66,
    tmbrand,
    us_odp,
    us_office_actions,
    us_peds,
    us_peds_answers,
    us_ptab,
    us_tsdr_json,
)
from madoguchi.formats.histories.own_history import write as write_history
from madoguchi.formats.partner_profiles import Profile, wrong_pattern
from madoguchi.formats.partner_reading import Prepared, adapted, cut_stream, prepared
from madoguchi.formats.publications import (
    cn_new,
    cn_old,
    docdb,
    ep,
    jp_gazette,
    jp_st96,
    marec,
    ops_fulltext,
    st9,
    st96,
    us_brs,
    us_greenbook,
    us_pap,
    us_sgml,
    us_xml,
    wipo_st36,
)
from madoguchi.formats.registry import (
    HistoryFormat,
    LineFormat,
    Registry,
    XmlFormat,
    is_image,
)
from madoguchi.formats.split import MAX_DOCUMENT
from madoguchi.formats.st37 import read_st37, write_st37
from madoguchi.formats.st37_xml import write_definition
from madoguchi.formats.st96_status import Amended, LegalStatus, write_status
from madoguchi.formats.writing import (
    CONTENTS,
    PUBLICATION_WRITERS,
    Change,
    Content,
    FileHead,
    PublicationWriter,
    trimmed,
)
from madoguchi.formats.xml import parse as parse_xml

FORMATS = Registry(
    xml=(
        cn_new.FORMAT,
        cn_old.FORMAT,
        docdb.FORMAT,
        ep.FORMAT,
        jp_gazette.FORMAT,
        jp_st96.FORMAT,
        marec.FORMAT,
        ops_fulltext.FORMAT,
        st96.FORMAT,
        us_pap.FORMAT,
        us_sgml.FORMAT,
        us_xml.FORMAT,
        wipo_st36.FORMAT,
    ),
    lines=(st9.FORMAT, us_brs.FORMAT, us_greenbook.FORMAT),
    histories=(
        own_history.FORMAT,
        dpma_lists.FORMAT,
        dpma_patent.FORMAT,
        gd_answers.FORMAT,
        jp_api.FORMAT,
        jp_documents.FORMAT,
        jp_htm.FORMAT,
        opd_answers.FORMAT,
        ops_legal.FORMAT,
        ops_register.FORMAT,
        st66.FORMAT,
        tmbrand.FORMAT,
        us_odp.FORMAT,
        us_odp.EXTRACT,
        us_office_actions.FORMAT,
        us_peds.FORMAT,
        us_peds_answers.FORMAT,
        us_ptab.FORMAT,
        us_tsdr_json.FORMAT,
    ),
)

# Who says it: 0 is the office's own file (the default); a data provider's word comes after it, as
# does what a document says in passing of its own file.
AUTHORITIES = {
    jp_documents.FORMAT.name: 1,
    jp_htm.FORMAT.name: 1,
    us_odp.EXTRACT.name: 1,
    marec.FORMAT.name: 1,
    us_brs.FORMAT.name: 1,
    docdb.FORMAT.name: 2,
    gd_answers.FORMAT.name: 2,
    opd_answers.FORMAT.name: 2,
    ops_fulltext.FORMAT.name: 2,
    ops_legal.FORMAT.name: 2,
}

__all__ = [
    "AUTHORITIES",
    "CONTENTS",
    "DELETED",
    "EXCEPTIONS",
    "EXCHANGE",
    "FORMATS",
    "MAX_DOCUMENT",
    "PUBLICATION_WRITERS",
    "Account",
    "Amended",
    "AuthorityEntry",
    "AuthorityFile",
    "AuthorityHead",
    "Change",
    "Content",
    "Coverage",
    "Document",
    "FieldReport",
    "FileHead",
    "HistoryFormat",
    "LegalStatus",
    "LineFormat",
    "Prepared",
    "Profile",
    "PublicationWriter",
    "Refusal",
    "Registry",
    "Spelled",
    "XmlFormat",
    "adapted",
    "application_ids",
    "bibtex",
    "cut_stream",
    "is_image",
    "parse_xml",
    "prepared",
    "priority_kind",
    "publication_ids",
    "read_st37",
    "ris",
    "trimmed",
    "write_abstract",
    "write_definition",
    "write_document_id",
    "write_exchange_document",
    "write_history",
    "write_st37",
    "write_status",
    "wrong_pattern",
]
