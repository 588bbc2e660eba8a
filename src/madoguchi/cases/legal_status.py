"""A case's legal status as WIPO ST.96 carries it."""

import datetime as dt

from madoguchi.cases.files import CaseFile
from madoguchi.formats import Amended, LegalStatus, write_status


def legal_status(file: CaseFile, created: dt.date) -> bytes:
    """Return the case as ST.96 PatentLegalStatusData. Raises NotFoundError without any event."""
    amended = [
        Amended(id=one.id, was=one.was, reason=one.reason, by=str(one.by))
        for one in file.amendments
    ]
    status = LegalStatus(case=file.case, told=file.bibliography, steps=file.steps, amended=amended)
    return write_status(status, created)
