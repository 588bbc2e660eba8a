"""Cases: what is recorded of each application, played together, for the office and the public."""

from madoguchi.cases.commands import LOADER, Outcome, Recording, Report, record, report, resolved
from madoguchi.cases.facts import (
    CaseFact,
    Cited,
    Corrected,
    Deposited,
    Happened,
    Listed,
    Told,
    Uncited,
    Withdrawn,
)
from madoguchi.cases.files import CaseFile, Citing, HeldDocument, decode_file, encode_file, play
from madoguchi.cases.identities import case_keys, case_of, key_of, plain_numbers
from madoguchi.cases.judging import Judgement, Verdict, judge, judge_file, unmapped
from madoguchi.cases.legal_status import legal_status
from madoguchi.cases.outside import file_as_told, history_of
from madoguchi.cases.reading import OfficeCases, PublicCases, Side
from madoguchi.cases.verifying import verify_cases
from madoguchi.cases.views import CaseFiles, CasePublications, case_views, party_file

__all__ = [
    "LOADER",
    "CaseFact",
    "CaseFile",
    "CaseFiles",
    "CasePublications",
    "Cited",
    "Citing",
    "Corrected",
    "Deposited",
    "Happened",
    "HeldDocument",
    "Judgement",
    "Listed",
    "OfficeCases",
    "Outcome",
    "PublicCases",
    "Recording",
    "Report",
    "Side",
    "Told",
    "Uncited",
    "Verdict",
    "Withdrawn",
    "case_keys",
    "case_of",
    "case_views",
    "decode_file",
    "encode_file",
    "file_as_told",
    "history_of",
    "judge",
    "judge_file",
    "key_of",
    "legal_status",
    "party_file",
    "plain_numbers",
    "play",
    "record",
    "report",
    "resolved",
    "unmapped",
    "verify_cases",
]
