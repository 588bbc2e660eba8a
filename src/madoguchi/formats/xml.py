"""XML in: well-formed or refused, with no entity of its own making and nothing fetched.

Elements come from the standard library's ElementTree (expat underneath). The document type
declaration is looked at and taken out before parsing, so neither an entity bomb nor an external
entity ever reaches the parser (decision 0004).
"""

import codecs
import html.entities
import re
from xml.etree import ElementTree as ET
from xml.parsers.expat import errors

from madoguchi.errors import RefusedError
from madoguchi.formats.documents import Document

_DECLARATION = re.compile(rb"\s*<\?xml\b([^>]{0,400})\?>")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BEFORE_DOCTYPE = {b"<?": b"?>", b"<!--": b"-->"}
_ENTITY = re.compile(rb"<!ENTITY\s+(%\s*)?([^\s>]+)\s+([^>]*)>")
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]*);")
_BUILT_IN = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
CODECS = {
    **dict.fromkeys(("shift_jis", "sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987"), "cp949"),
    "euc-jp": "euc_jp",
}

# Python's codecs for text that are no character sets of documents.
NO_CHARACTER_SETS = frozenset(
    "charmap idna mbcs oem palmos punycode raw_unicode_escape undefined unicode_escape".split()  # noqa: SIM905
)


# ISO 8879 "Greek Letters" (ISOgrk1), which HTML names otherwise: &agr; is alpha.
_ISO_GREEK = {
    name: letter
    for names, first in (
        ("a b g d e z ee th i k l m n x o p r sf s t u ph kh ps oh", "α"),
        ("A B G D E Z EE TH I K L M N X O P R - S T U PH KH PS OH", "Α"),
    )
    for position, stem in enumerate(names.split())
    if stem != "-"
    for name, letter in [(f"{stem}gr", chr(ord(first) + position))]
}


def parse(document: Document) -> ET.Element:
    """Return the root element of a document (inside a container: of the document itself).

    Raises RefusedError with the line for anything that is not well-formed, for a document type
    with entities that carry text, and for bytes that are not in the declared encoding.
    """
    data = prepare(document.data, _declared(document.head))
    parser = ET.XMLParser(encoding="utf-8")  # noqa: S314 - entities were taken out in prepare()
    try:
        if document.head:
            parser.feed(document.head[document.head.index(b"<envelope") :])
        parser.feed(data)
        if document.head:
            parser.feed(b"</envelope>")
        root = parser.close()
    except ET.ParseError as error:
        if error.code == _UNBOUND_PREFIX and not document.head:
            return parse(Document(document.data, document.position, _declaring(data)))
        line, column = error.position
        reason = f"not well-formed: {error.msg.partition(':')[0]} (line {line}, column {column})"
        raise RefusedError(reason, document.position) from None
    return root[0] if document.head else root


_UNBOUND_PREFIX = errors.codes[errors.XML_ERROR_UNBOUND_PREFIX]
_PREFIX = re.compile(rb"[<\s]([A-Za-z_][\w.\-]*):[A-Za-z_][\w.\-]*[\s=/>]")


def _declaring(data: bytes) -> bytes:
    """Return a start tag for a document cut out of a container that declared its prefixes."""
    names = set(_PREFIX.findall(data)) - {b"xml", b"xmlns"}
    return b"<envelope " + b" ".join(b'xmlns:%b="%b"' % (n, n) for n in sorted(names)) + b">"


def prepare(data: bytes, encoding: str = "utf-8") -> bytes:
    """Return the document as UTF-8 without XML declaration, document type and named entities.

    `encoding` is what holds where the document itself declares none.
    """
    data = _to_utf8(data, encoding)
    start = _DECLARATION.match(data)
    if start:
        data = b"\n" * start.group().count(b"\n") + data[start.end() :]
    data = _without_doctype(data)
    if b"&" in data:
        data = _NAMED.sub(_character, data)
    return data


def _to_utf8(data: bytes, outer: str) -> bytes:
    if data.startswith(codecs.BOM_UTF8):
        return data[3:]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _transcode(data, "utf-16")
    encoding = _declared(data, outer)
    return data if encoding in ("utf-8", "utf8") else _transcode(data, encoding)


def _declared(data: bytes, otherwise: str = "utf-8") -> str:
    declaration = _DECLARATION.match(data[:500])
    named = _ENCODING.search(declaration.group(1)) if declaration else None
    return named.group(1).decode("ascii").lower() if named else otherwise


def _transcode(data: bytes, encoding: str) -> bytes:
    try:
        if encoding.replace("-", "_") in NO_CHARACTER_SETS:
            raise LookupError(encoding)
        return data.decode(CODECS.get(encoding, encoding)).encode()
    except LookupError:
        raise RefusedError(f"unknown character encoding {encoding!r}") from None
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is not {encoding}, which the document declares"
        raise RefusedError(reason) from None
    except UnicodeError as error:
        raise RefusedError(f"not {encoding}, which the document declares: {error}") from None


def _without_doctype(data: bytes) -> bytes:
    start = _doctype_start(data)
    if start < 0:
        return data
    end = doctype_end(data, start)
    if end is None:
        raise RefusedError("the document type declaration has no end")
    declaration = data[start:end]
    for entity in _ENTITY.finditer(declaration):
        if entity.group(1) or b"NDATA" not in entity.group(3):
            name = entity.group(2).decode("utf-8", "replace")
            raise RefusedError(f"the document declares the entity {name!r}; entities are not read")
    data = data[:start] + b"\n" * declaration.count(b"\n") + data[end:]
    if _doctype_start(data) >= 0:
        raise RefusedError("more than one document type declaration")
    return data


def _doctype_start(data: bytes) -> int:
    """Return where the document type declaration before the root element begins, or -1."""
    if b"<!DOCTYPE" not in data:
        return -1
    position = data.find(b"<")
    while sign := next((s for s in _BEFORE_DOCTYPE if data.startswith(s, position)), b""):
        end = data.find(_BEFORE_DOCTYPE[sign], position + len(sign))
        position = data.find(b"<", end) if end >= 0 else len(data)
    return position if data.startswith(b"<!DOCTYPE", position) else -1


def doctype_end(data: bytes | bytearray, start: int, limit: int | None = None) -> int | None:
    """Return where the document type declaration that begins at `start` ends, or None."""
    depth = 0
    for mark in _DOCTYPE_MARK.finditer(data, start, len(data) if limit is None else limit):
        sign = mark.group()
        if sign in _UNCLOSED:
            return None
        if sign in (b"[", b"<"):
            depth += 1
        elif sign in (b"]", b">"):
            depth -= 1
            if not depth:
                return mark.end()
    return None


_UNCLOSED = frozenset({b"<!--", b"<?", b'"', b"'"})
_DOCTYPE_MARK = re.compile(
    rb"""<!--.*?-->|<\?.*?\?>|"[^"]*"|'[^']*'|<!--|<\?|[\[<\]>"']""", re.DOTALL
)


def _character(match: re.Match[bytes]) -> bytes:
    """The ISO and HTML character entities that the offices' document types declare."""
    if match.group(1) in _BUILT_IN:
        return match.group()
    name = match.group(1).decode("ascii")
    character = html.entities.html5.get(name + ";") or _ISO_GREEK.get(name)
    return match.group() if character is None else character.encode()
