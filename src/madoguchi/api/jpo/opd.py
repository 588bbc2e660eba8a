"""The OPD-API: families, lists of documents, citations and classifications, documents."""

import io
import zipfile
from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from madoguchi import clock
from madoguchi.api.dossier_files import Listed, listed, named, pairs
from madoguchi.api.dossier_numbers import (
    application_of,
    docdb,
    publications_of,
    read_docdb,
)
from madoguchi.api.dossiers import Member, family, into_english, opened, printed
from madoguchi.api.jpo.answers import forbidden
from madoguchi.api.jpo.envelope import nothing
from madoguchi.api.operations import Answer, Call
from madoguchi.errors import NotFoundError
from madoguchi.model import CaseId, Citation, Classification, DocumentId, Scheme, Text

_NAMESPACE = "https://www.jpo.go.jp"
_XML = "application/xml"
_ENDINGS = {"text/xml": "xml", "application/xml": "xml", "application/pdf": "pdf"}
_SORTS = ("application", "publication")


def of_family(say: Callable[[tuple[Member, ...]], Element]) -> Callable[[Call], Answer]:
    """Return the handler of a call that names an application or publication."""

    def handler(call: Call) -> Answer:
        sort, number = call.path["sort"], call.path["number"]
        if forbidden(number):
            return nothing("208", call.remaining)
        if sort not in _SORTS:
            return nothing("204", call.remaining)
        try:
            members = family(call, read_docdb(number, sort))
        except NotFoundError:
            return nothing("107", call.remaining)
        return _told(say(members), call.remaining)

    return handler


def of_application(say: Callable[[Call, Member], Element | None]) -> Callable[[Call], Answer]:
    """Return the handler of a call that names an application."""

    def handler(call: Call) -> Answer:
        if forbidden(call.path["number"]):
            return nothing("208", call.remaining)
        member = _member(call)
        element = say(call, member) if member else None
        if element is None:
            return nothing("107", call.remaining)
        return _told(element, call.remaining)

    return handler


def _member(call: Call) -> Member | None:
    try:
        return family(call, read_docdb(call.path["number"], "application"))[0]
    except NotFoundError:
        return None


def _told(payload: Element, remaining: int) -> Answer:
    root = Element("api-data", {"xmlns": _NAMESPACE})
    _put(root, "statusCode", "100")
    _put(root, "errorMessage", "")
    _put(root, "remainAccessCount", str(remaining) if remaining >= 0 else "")
    root.append(payload)
    body = b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, "utf-8")
    return Answer(body, _XML)


def _put(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = text
    return element


# -- families --------------------------------------------------------------------------------------


def families(members: tuple[Member, ...]) -> Element:
    """The family, grouped by office."""
    root = Element("family-data")
    offices = SubElement(root, "families")
    for place, office in enumerate(dict.fromkeys(one.case.office for one in members), 1):
        element = SubElement(offices, "family", {"group": str(place)})
        _put(element, "country", office)
        items = SubElement(element, "family-items")
        for member in members:
            if member.case.office == office:
                _item(SubElement(items, "family-item"), member, dated=False)
    return root


def family_list(members: tuple[Member, ...]) -> Element:
    """The family, one row for each application."""
    root = Element("family-list-data")
    rows = SubElement(root, "family-lists")
    for place, member in enumerate(members, 1):
        _item(SubElement(rows, "family-list", {"id": str(place)}), member, dated=True)
    return root


def _item(element: Element, member: Member, *, dated: bool) -> None:
    _number(SubElement(element, "application-number"), application_of(member), dated=True)
    published, granted = publications_of(member)
    for name, numbers in (("publication", published), ("registration", granted)):
        group = SubElement(element, f"{name}-numbers")
        for number in numbers:
            _number(SubElement(group, f"{name}-number"), number, dated=dated)


def _number(element: Element, document: DocumentId, *, dated: bool) -> None:
    _put(element, "document-number", docdb(document))
    if dated:
        _put(element, "date", document.date.isoformat() if document.date else "")


# -- documents -------------------------------------------------------------------------------------


def document_list(call: Call, member: Member) -> Element:
    """The documents of the file; a translation is told only where there is one."""
    root = Element("document-list-data")
    bibliographic = SubElement(root, "bibliographic")
    original, translated = _titles(member)
    for name, title in (("original", original), ("translated", translated)):
        element = SubElement(bibliographic, name)
        _put(element, "invention-title", title)
        applicant = SubElement(element, "applicant")
        _put(applicant, "last-name", _applicant(member, translated=name == "translated"))
    rows = SubElement(root, "document-lists")
    for both in pairs(listed(member, into_english(call))):
        _row(rows, *both)
    return root


def _row(rows: Element, original: Listed | None, translated: Listed | None) -> None:
    told = translated or original
    if told is None:
        return
    row = SubElement(rows, "document-list", {"group": ",".join(told.groups)})
    _put(row, "legal-date", told.date.isoformat())
    for name, one in (("original", original), ("translated", translated)):
        if one is not None:
            entry = SubElement(row, name, {"id": one.id})
            _put(entry, "document-description", one.description)


def _titles(member: Member) -> tuple[str, str]:
    texts: list[Text] = [*(member.file.bibliography.titles if member.file else ())]
    texts += [title for one in member.publications for title in one.titles]
    original = texts[0].text if texts else ""
    return original, next((text.text for text in texts if text.lang == "en"), "")


def _applicant(member: Member, *, translated: bool) -> str:
    parties = member.file.bibliography.applicants if member.file else ()
    every = [*parties, *(party for one in member.publications for party in one.applicants)]
    names = [name for party in every[:1] for name in party.names]
    if translated:
        names = [name for name in names if name.lang == "en"]
    return names[0].name if names else ""


def global_document(call: Call) -> Answer:
    """A document of any office as PDF: as it is, or rendered from what was received."""
    found = _document(call)
    if isinstance(found, Answer):
        return found
    case, one = found
    try:
        data = printed(call, case, one.held.document, translated=one.is_made_here)
    except NotFoundError:
        return nothing("108", call.remaining)
    return _file(data, "application/pdf", f"{one.id}.pdf")


def own_document(call: Call) -> Answer:
    """A document of the JPO as ZIP of what was received."""
    found = _document(call)
    if isinstance(found, Answer):
        return found
    case, one = found
    try:
        content = opened(call, case, one.held.document.number).content
    except NotFoundError:
        return nothing("108", call.remaining)
    ending = _ENDINGS.get(content.media_type, "htm")
    data = _zipped(f"{one.held.document.number}.{ending}", content.data)
    return _file(data, "application/zip", f"{one.id}.zip")


def _zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        member = zipfile.ZipInfo(name, clock.now().timetuple()[:6])
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, data)
    return out.getvalue()


def _document(call: Call) -> tuple[CaseId, Listed] | Answer:
    """The application and its document that the address names, or why there is none."""
    number, id_ = call.path["number"], call.path["document"]
    if forbidden(number) or forbidden(id_):
        return nothing("208", call.remaining)
    member = _member(call)
    found = named(member, id_, into_english(call)) if member else None
    if member is None or found is None:
        return nothing("107", call.remaining)
    return member.case, found


def _file(body: bytes, media: str, name: str) -> Answer:
    safe = "".join(sign for sign in name if sign.isascii() and (sign.isalnum() or sign in "_-."))
    return Answer(body, media, headers=(("content-disposition", f"attachment;filename={safe}"),))


# -- citations and classifications -----------------------------------------------------------------


def citations(_call: Call, member: Member) -> Element:
    """Numbers, classes and citations of an application."""
    root = Element("citation-and-classification-data")
    reference = SubElement(root, "reference")
    _number(SubElement(reference, "application-number"), application_of(member), dated=True)
    published, granted = publications_of(member)
    for name, numbers in (("publication", published), ("registration", granted)):
        element = SubElement(reference, f"{name}-number")
        if numbers:
            _number(element, numbers[0], dated=True)
    _classes(SubElement(root, "classification"), member)
    _cited(SubElement(root, "citation"), member)
    return root


def _classes(element: Element, member: Member) -> None:
    found = dict.fromkeys(_all_classes(member))
    ipcs = SubElement(element, "ipcs")
    originals = SubElement(element, "originals")
    for one in found:
        if one.scheme is Scheme.IPC:
            _put(ipcs, "ipc", one.symbol)
        else:
            SubElement(originals, "original", {"scheme": one.scheme.value}).text = one.symbol


def _all_classes(member: Member) -> Iterable[Classification]:
    own = member.file.bibliography.classifications if member.file else ()
    return (*own, *(c for one in member.publications for c in one.classifications))


def _cited(element: Element, member: Member) -> None:
    own = member.file.bibliography.citations if member.file else ()
    every = (*own, *(c for one in member.publications for c in one.citations))
    patents = SubElement(element, "patent-literatures")
    texts = SubElement(element, "non-patent-literatures")
    for one in dict.fromkeys(every):
        _citation(patents if one.document else texts, one, member.case.office)


def _citation(parent: Element, one: Citation, office: str) -> None:
    name = "patent-literature" if one.document else "non-patent-literature"
    element = SubElement(parent, name)
    _put(element, "draft-date", one.date.isoformat() if one.date else "")
    _put(element, "cited-in", f"{office} {one.phase}".strip())
    if one.document is None:
        _put(element, "text", one.text)
        return
    number = SubElement(element, "publication-number", {"format": "docdb"})
    _put(number, "document-number", docdb(one.document))
