"""XML to record, against raw expat and a tuned ElementTree extraction of the same fields."""

from typing import Any
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element
from xml.parsers import expat as raw_expat

from bench.corpus import publications, xml
from bench.measuring import Row, interleaved
from madoguchi.errors import RefusedError
from madoguchi.formats import FORMATS, Account, Document
from madoguchi.intake.reading import prepare_process

DOCUMENTS = 1_000

MALFORMED = {
    "undeclared entity": b"<patent-document>&nope;</patent-document>",
    "two roots": b"<a/><b/>",
    "bare ampersand": b"<patent-document>a & b</patent-document>",
    "duplicate attribute": b'<patent-document a="1" a="2"/>',
    "< in attribute": b'<patent-document a="<"/>',
    "control character": b"<patent-document>\x01</patent-document>",
    "text after root": b"<patent-document/>text",
    "wrong end tag": b"<patent-document></b>",
    "cut off": b"<patent-document>",
}


def expat(data: bytes) -> int:
    return raw_expat.ParserCreate().Parse(data, True)


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip() if len(element) else (element.text or "").strip()


def _reference(element: Element) -> tuple[str | None, ...]:
    return tuple(element.findtext(n) for n in ("country", "doc-number", "kind", "date"))


def _party(element: Element) -> tuple[str | None, ...]:
    book = element.find("addressbook")
    return (
        (None, None) if book is None else (book.findtext("name"), book.findtext("address/country"))
    )


def element_tree(data: bytes) -> dict[str, Any]:
    """The same fields as raw strings, by the shortest paths: nothing canonical, no accounting."""
    root = ET.fromstring(data)
    biblio = root.find("bibliographic-data")
    assert biblio is not None
    return {
        "id": (root.get("country"), root.get("doc-number"), root.get("kind"), root.get("date")),
        "lang": root.get("lang"),
        "family": root.get("family-id"),
        "titles": [(t.get("lang"), _text(t)) for t in biblio.iterfind("technical-data/invention-title")],
        "application": [_reference(e) for e in biblio.iterfind("application-reference/document-id")],
        "applicants": [_party(e) for e in biblio.iterfind("parties/applicants/applicant")],
        "inventors": [_party(e) for e in biblio.iterfind("parties/inventors/inventor")],
        "ipc": [e.text for e in biblio.iterfind("technical-data/classifications-ipcr/classification-ipcr")],
        "abstracts": [(a.get("lang"), [_text(p) for p in a]) for a in root.iterfind("abstract")],
        "claims": [
            (s.get("lang"), [(c.get("num"), "\n".join(map(_text, c))) for c in s.iterfind("claim")])
            for s in root.iterfind("claims")
        ],
        "descriptions": [
            (d.get("lang"), [(p.tag, p.get("num"), _text(p)) for p in d])
            for d in root.iterfind("description")
        ],
    }  # fmt: skip


def run() -> list[Row]:
    documents = [Document(xml(p), 0) for p in publications(DOCUMENTS)]
    prepare_process()  # as the loader's reading processes do; it helps both sides
    account = Account()
    times = interleaved(
        5,
        {
            "ours": lambda: [FORMATS.read(d, account) for d in documents],
            "peer": lambda: [element_tree(d.data) for d in documents],
            "expat": lambda: [expat(d.data) for d in documents],
        },
    )
    size = sum(len(d.data) for d in documents) / 1e6
    rates = {name: size / taken for name, taken in times.items()}
    assert not account.unknown, account.unknown
    accepted = [name for name, data in MALFORMED.items() if _accepts(data)]
    ours, peer, raw = (f"{rates[name]:.0f} MB/s" for name in ("ours", "peer", "expat"))
    return [
        Row("XML to record / tuned ElementTree", ours, peer, f"{rates['ours'] / rates['peer']:.2f}", "≥ 1.0"),
        Row("XML to record / raw expat", ours, raw, f"{rates['ours'] / rates['expat']:.2f}", "0.33, better 0.5"),
        Row("malformed inputs rejected", f"{len(MALFORMED) - len(accepted)}", f"{len(MALFORMED)}", "", "all"),
    ]  # fmt: skip


def _accepts(data: bytes) -> bool:
    try:
        FORMATS.read(Document(data, 0), Account())
    except RefusedError as error:
        return "not a publication or case" in error.reason
    return True
