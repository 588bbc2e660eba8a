"""Intake: what is handed in, opened, read, put on record and accounted for."""

from madoguchi.intake.loading import LAST_WORD, Terms, load, told_source
from madoguchi.intake.opening import total_size
from madoguchi.intake.report import (
    Agreement,
    FileReport,
    Judgements,
    Report,
    UnmappedCode,
    judge_all,
)
from madoguchi.intake.sights import Has, LeftOut, Seen
from madoguchi.intake.surveying import Fill, Remark, Survey, survey
from madoguchi.intake.withdrawing import withdraw

__all__ = [
    "LAST_WORD",
    "Agreement",
    "FileReport",
    "Fill",
    "Has",
    "Judgements",
    "LeftOut",
    "Remark",
    "Report",
    "Seen",
    "Survey",
    "Terms",
    "UnmappedCode",
    "judge_all",
    "load",
    "survey",
    "told_source",
    "total_size",
    "withdraw",
]
