"""Formats: each office's files read into the one model, every field accounted for."""

from madoguchi.formats import (
    cn_new,
    cn_old,
    docdb,
    dpma_lists,
    dpma_patent,
    ep,
    jp_gazette,
    jp_st96,
    marec,
    ops_fulltext,
    ops_legal,
    ops_register,
    st66,
    st96,
    tmbrand,
    us_brs,
    us_greenbook,
    us_pap,
    us_sgml,
    us_tsdr_json,
    us_xml,
    wipo_st36,
)
from madoguchi.formats.account import Account, FieldReport
from madoguchi.formats.documents import Document, Refusal
from madoguchi.formats.split import MAX_DOCUMENT
from madoguchi.formats.registry import (
    HistoryFormat,
    LineFormat,
    Registry,
    XmlFormat,
    is_image,
)

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
    lines=(us_brs.FORMAT, us_greenbook.FORMAT),
    histories=(
        dpma_lists.FORMAT,
        dpma_patent.FORMAT,
        ops_legal.FORMAT,
        ops_register.FORMAT,
        st66.FORMAT,
        tmbrand.FORMAT,
        us_tsdr_json.FORMAT,
    ),
)

# Who says it: 0 is the office's own file (the default); a data provider's word comes after it.
AUTHORITIES = {
    marec.FORMAT.name: 1,
    us_brs.FORMAT.name: 1,
    docdb.FORMAT.name: 2,
    ops_fulltext.FORMAT.name: 2,
    ops_legal.FORMAT.name: 2,
}

__all__ = [
    "AUTHORITIES",
    "FORMATS",
    "Account",
    "Document",
    "MAX_DOCUMENT",
    "FieldReport",
    "HistoryFormat",
    "LineFormat",
    "Refusal",
    "Registry",
    "XmlFormat",
    "is_image",
]
