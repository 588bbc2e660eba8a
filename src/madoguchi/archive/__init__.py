"""The archive: what came in and what was recorded, append-only and position-numbered."""

from madoguchi.archive.archive import Appended, Archive, Attached, Outcome, Received
from madoguchi.archive.blobs import digest, parts
from madoguchi.archive.database import Database, insert_rows, lock_for_append
from madoguchi.archive.group_commit import Fact, Recorded, Write
from madoguchi.archive.register import (
    RecordedFact,
    Register,
    every_subject,
    facts_after,
    facts_of,
    last_position,
    subjects_after,
)
from madoguchi.archive.tables import (
    case_file,
    case_publication,
    metadata,
    public_case,
    public_key,
    public_party,
)
from madoguchi.archive.tables import stream as publication_stream
from madoguchi.archive.views import View, Views, view_position
from madoguchi.archive.withdrawals import Entry, Passage, Withdrawals

__all__ = [
    "Appended",
    "Archive",
    "Attached",
    "Database",
    "Entry",
    "Fact",
    "Outcome",
    "Passage",
    "Received",
    "Recorded",
    "RecordedFact",
    "Register",
    "View",
    "Views",
    "Withdrawals",
    "Write",
    "case_file",
    "case_publication",
    "digest",
    "every_subject",
    "facts_after",
    "facts_of",
    "insert_rows",
    "last_position",
    "lock_for_append",
    "metadata",
    "parts",
    "public_case",
    "public_key",
    "public_party",
    "publication_stream",
    "subjects_after",
    "view_position",
]
