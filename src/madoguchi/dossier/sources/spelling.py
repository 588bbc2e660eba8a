"""Numbers as sources want to be asked for them."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from madoguchi.law import application_number, docdb_application, docdb_publication
from madoguchi.model import CaseId, DocumentId, Publication, Right

_PCT = re.compile(r"PCT([A-Z]{2})(\d{4})(\d{6})")
INVENTIONS = (Right.PATENT, Right.UTILITY_MODEL)


def inventions(cases: Iterable[CaseId], most: int) -> Iterator[CaseId]:
    """The first cases of patents and utility models, which alone have families in DOCDB."""
    yield from [case for case in cases if case.right in INVENTIONS][:most]


def of_case(case: CaseId, publications: Iterable[Publication]) -> list[Publication]:
    """The publications of an application, those with a number, the latest first."""
    own = [one for one in publications if one.number and _is_of(one, case)]
    return sorted(own, key=lambda one: one.date or dt.date.min, reverse=True)


def _is_of(one: Publication, case: CaseId) -> bool:
    """Whether a publication is of a case, or is said to be by being given with it."""
    told = one.application
    if told is None:
        return one.office == case.office
    return application_number(told.office, told.number, told.date, told.kind) == case.number


def application_spelled(case: CaseId, publications: Iterable[Publication]) -> DocumentId:
    """An application in DOCDB's spelling; American ones need the year of filing, if known."""
    told = (one.application for one in of_case(case, publications) if one.application)
    filed = next((one.date for one in told if one.date), None)
    document = DocumentId(office=case.office, number=case.number, date=filed)
    return docdb_application(document, case.right)


def publication_spelled(one: Publication) -> DocumentId:
    """A publication in DOCDB's spelling."""
    document = DocumentId(office=one.office, number=one.number, kind=one.kind, date=one.date)
    return docdb_publication(document)


def docdb(document: DocumentId) -> str:
    """A number as CC.number.kind."""
    return ".".join(filter(None, (document.office, document.number, document.kind)))


def international(case: CaseId) -> str:
    """An international application as printed, PCT/JP2019/011858; "" for every other."""
    found = _PCT.fullmatch(case.number)
    return f"PCT/{found[1]}{found[2]}/{found[3]}" if found else ""
