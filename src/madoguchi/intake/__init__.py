"""Intake: what is handed in, opened, read, put on record and accounted for."""

from madoguchi.intake.loading import load
from madoguchi.intake.opening import total_size
from madoguchi.intake.report import Agreement, Judgements, Report, UnmappedCode, judge_all

__all__ = [
    "Agreement",
    "Judgements",
    "Report",
    "UnmappedCode",
    "judge_all",
    "load",
    "total_size",
]
