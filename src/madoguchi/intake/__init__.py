"""The intake: office files in, durable on the stream, accounted for."""

from madoguchi.intake.loading import load
from madoguchi.intake.opening import total_size
from madoguchi.intake.report import FileReport, Report

__all__ = ["FileReport", "Report", "load", "total_size"]
