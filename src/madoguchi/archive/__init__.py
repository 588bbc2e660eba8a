"""The archive: publications and documents as received, append-only and position-numbered."""

from madoguchi.archive.archive import Appended, Archive, Attached, Entry, Outcome, Received

__all__ = ["Appended", "Archive", "Attached", "Entry", "Outcome", "Received"]
