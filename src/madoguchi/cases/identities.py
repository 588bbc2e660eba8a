"""Which case a publication is of, and by which numbers a case is found."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from madoguchi.cases.files import CaseFile
from madoguchi.errors import NotFoundError
from madoguchi.law import application_number, publication_number
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
    """Return the case of a publication; None where it names no application of its office."""
    application = publication.application
    if application is None or not application.number:
        return None
    office = application.office or publication.office
    number = application_number(office, application.number, application.date, application.kind)
    try:
        return CaseId.parse(f"{office}-{publication.right.value}-{number}")
    except NotFoundError:
        return None


def case_keys(file: CaseFile) -> Iterable[str]:
    """Every number that a case is found by, without repeats."""
    return dict.fromkeys(_keys(file))


def _keys(file: CaseFile) -> Iterator[str]:
    case, told = file.case, file.bibliography
    yield f"{case.office}{case.number}"
    for document in (*told.publications, told.registration):
        if document is not None and document.number:
            office = document.office or case.office
            number = publication_number(office, document.number, document.kind, document.date)
            yield f"{office}{number}"
            yield f"{office}{number}{document.kind}"
    if told.international is not None:
        number = application_number("WO", told.international.number, told.international.date)
        yield f"WO{number}"
