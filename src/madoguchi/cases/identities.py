"""Which case a publication is of, and by which numbers a case is found."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from madoguchi.cases.files import CaseFile
from madoguchi.errors import NotFoundError
from madoguchi.law import Number, application_number, publication_number
from madoguchi.model import CaseId, DocumentId, Right


class Published(Protocol):
    """What of a publication tells its case."""

    @property
    def office(self) -> str: ...
    @property
    def right(self) -> Right: ...
    @property
    def application(self) -> DocumentId | None: ...


def case_of(publication: Published) -> CaseId | None:
    """Return the case of a publication; None where it names no application of its office.

    An international application is of the WO, whichever office received it.
    """
    application = publication.application
    if application is None or not application.number:
        return None
    office = application.office or publication.office
    right = publication.right
    number = application_number(
        office, application.number, application.date, application.kind, right
    )
    office = "WO" if number.startswith("PCT") else office
    try:
        return CaseId.parse(f"{office}-{publication.right.value}-{number}")
    except NotFoundError:
        return None


_APPLIED = frozenset({"application", "pct-application"})


def key_of(number: Number) -> str:
    """The key under which the case of a number is found.

    特願2020-123456, 特開2020-123456 and 意願2020-123456 are three cases.
    """
    return _key("a" if number.object in _APPLIED else "p", number.right, number.id)


def _key(sort: str, right: Right, number: str) -> str:
    return f"{sort}/{right.value}/{number}"


def case_keys(file: CaseFile) -> Iterable[str]:
    """Every key that a case is found by, without repeats."""
    return dict.fromkeys(_keys(file))


def plain_numbers(file: CaseFile) -> list[str]:
    """The numbers alone, whatever they number, for a search."""
    return list(dict.fromkeys(key.rpartition("/")[2] for key in case_keys(file)))


def _keys(file: CaseFile) -> Iterator[str]:
    case, told = file.case, file.bibliography
    yield _key("a", case.right, f"{case.office}{case.number}")
    for document in (*told.publications, told.registration):
        if document is not None and document.number:
            yield from published_keys(document, case)
    if told.international is not None:
        number = application_number("WO", told.international.number, told.international.date)
        yield _key("a", case.right, f"WO{number}")
    published = told.international_publication
    if published is not None:
        yield international_key("publication", published.number, case.right)


def international_key(sort: str, number: str, right: Right = Right.PATENT) -> str:
    """The key of a case by its international application or publication (PCT).

    Many national cases have the same; the publication itself is none of theirs.
    """
    if sort == "application":
        return _key("a", right, f"WO{application_number('WO', number, None)}")
    return _key("i", right, f"WO{publication_number('WO', number)}")


def published_keys(document: DocumentId, case: CaseId) -> tuple[str, str]:
    """The keys of a case's publication or registration, without and with its kind code."""
    office = document.office or case.office
    number = publication_number(office, document.number, document.kind, document.date)
    return (
        _key("p", case.right, f"{office}{number}"),
        _key("p", case.right, f"{office}{number}{document.kind}"),
    )
