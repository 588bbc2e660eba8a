"""Global Dossier: families, lists of documents, documents, as its public page asks for them."""

import re

import msgspec

from madoguchi.api.dossier_files import Listed, listed, named
from madoguchi.api.dossier_numbers import application, application_of, published
from madoguchi.api.dossiers import Member, family, into_english, printed
from madoguchi.api.operations import Answer, Call
from madoguchi.api.uspto.document_groups import (
    group_name,
    groups_of,
    is_action,
    is_shareable,
)
from madoguchi.api.uspto.dossier_members import (
    Told,
    american,
    applicants_of,
    milliseconds,
    title_of,
    told_member,
    written_application,
)
from madoguchi.errors import NotFoundError
from madoguchi.law import Number
from madoguchi.model import DocumentId

_SORTS = ("application", "publication", "patent")
_OFFICE = re.compile(r"[A-Z]{2}")
_NUMBER = re.compile(r"[A-Za-z0-9/.,-]{1,40}")
_KIND = re.compile(r"[A-Z][0-9]?|")
_WIPO, _OTHERS = "WIPO", "CASE"
_NOT_HELD = "The documents of this application are not held here."


def family_of(call: Call) -> Answer:
    """The family of an application or publication."""
    sort, office, number = call.path["sort"], call.path["office"].upper(), call.path["number"]
    if sort not in _SORTS:
        raise NotFoundError(f"{sort[:20]!r} is no kind of number; write {', '.join(_SORTS)}")
    members = family(call, _numbers(sort, office, number))
    own = members[0]
    english = into_english(call)
    dated = sorted(members, key=lambda one: str(application_of(one).date or "9999"))
    told = {
        "country": office,
        "internal": "false",
        "corrAppNum": written_application(own),
        "id": number,
        "type": sort,
        "list": [_told(member, own, english) for member in dated],
    }
    return Answer(msgspec.json.encode(told))


def document_list(call: Call) -> Answer:
    """The documents of an application."""
    member = _asked(call, call.path["kind"])
    return Answer(msgspec.json.encode(_documents(member, into_english(call))))


def document(call: Call) -> Answer:
    """A document as PDF: as it is, or rendered from what was received."""
    number, _, kind = call.path["number"].partition(".")
    member = _asked(call, kind, number)
    found = named(member, call.path["document"], into_english(call))
    if found is None:
        raise NotFoundError("this document is not known here")
    body = printed(call, member.case, found.held.document, translated=found.is_made_here)
    return Answer(body, "application/pdf", headers=(("content-disposition", "inline"),))


def _told(member: Member, own: Member, english: frozenset[str]) -> Told:
    documents = _documents(member, english) if member is own and member.file else None
    return told_member(member, documents, applicants_of(member))


def _asked(call: Call, kind: str, number: str = "") -> Member:
    office, spelled = call.path["country"].upper(), number or call.path["number"]
    return family(call, application(_wanted(office, spelled, kind.upper())))[0]


def _numbers(sort: str, office: str, number: str) -> list[Number]:
    if office in (_WIPO, _OTHERS):
        office = "WO" if office == _WIPO else number[:2].upper()
        number = number if number.startswith("PCT") else number[2:]
    wanted = _wanted(office, number)
    return application(wanted) if sort == "application" else published(wanted)


def _wanted(office: str, number: str, kind: str = "") -> DocumentId:
    if not _OFFICE.fullmatch(office):
        raise NotFoundError(f"{office[:20]!r} is no office; write two letters such as US, or WIPO")
    if not (_NUMBER.fullmatch(number) and _KIND.fullmatch(kind)):
        raise NotFoundError(f"{number[:40]!r} is no number of an application or publication")
    return DocumentId(office=office, number=number, kind=kind)


# -- lists of documents ----------------------------------------------------------------------------


def _documents(member: Member, english: frozenset[str]) -> Told:
    """The list; of an application of which no file is held it is empty and says so."""
    number = application_of(member)
    oldest_first = sorted(listed(member, english), key=lambda one: one.date)
    found = [(one, groups_of(member.case.office, one)) for one in oldest_first]
    actions = [pair for pair in found if is_action(pair[1])]
    return {
        "title": title_of(member),
        "docs": [_document(member, one, groups) for one, groups in found],
        "country": number.office,
        "docNumber": f"{number.number}.{number.kind}",
        "message": None if member.file else _NOT_HELD,
        "applicantNames": applicants_of(member),
        "oaIndCount": len(actions),
        "officeActionDocs": [_document(member, one, groups) for one, groups in actions],
    }


def _document(member: Member, one: Listed, groups: tuple[str, ...]) -> Told:
    office, listed_as = member.case.office, one.held.document
    version = one.version or ("original" if office == "JP" else "")
    original = office == "JP" and version == "original"
    return {
        "docCode": f"{listed_as.code}-JP" if original else listed_as.code,
        "docDesc": f"{one.description} ({version.upper()})" if version else one.description,
        "docId": one.id,
        "legalDate": milliseconds(one.date),
        "docFormat": "PDF",
        "numberOfPages": listed_as.pages,
        "docCodeDesc": group_name(groups),
        "docGroupCode": ",".join(groups),
        "legalDateStr": american(one.date),
        "mimeTypeData": None,
        "shareable": is_shareable(office, listed_as.code),
    }
