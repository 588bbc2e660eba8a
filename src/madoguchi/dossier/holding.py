"""What this office itself holds of a family: publications received, and laid-open files."""

from collections.abc import Iterable, Sequence

import msgspec

from madoguchi.archive import Archive
from madoguchi.cases import PublicCases, history_of
from madoguchi.dossier.members import Member
from madoguchi.dossier.sources.source import Told
from madoguchi.families import Families, Family
from madoguchi.model import CaseId


class Holding:
    """Reads members of families from the public's side of the register and from the stream."""

    def __init__(self, archive: Archive, cases: PublicCases, families: Families) -> None:
        self._archive = archive
        self._cases = cases
        self._families = families

    def members(self, cases: Sequence[str]) -> dict[str, Member]:
        """Return members by identity; of what is not held there is none."""
        held = self._cases.publications(cases)
        found = self._archive.publications([id_ for ids in held.values() for id_ in ids])
        files = self._cases.cases(cases)
        return {
            case: Member(
                case=CaseId.parse(case),
                publications=tuple(found[id_] for id_ in held.get(case, ()) if id_ in found),
                file=files.get(case),
                held=case in files,
            )
            for case in cases
            if case in held or case in files
        }

    def believed(self, told: Told) -> Told:
        """What a source told, without publications that are withdrawn here."""
        gone = self._archive.withdrawals.of([one.id for one in told.publications])
        left = tuple(one for one in told.publications if one.id not in gone)
        return msgspec.structs.replace(told, publications=left) if gone else told

    def families(self, cases: Iterable[CaseId]) -> list[Family]:
        """Return the extended families that any of these applications is in."""
        return self._families.of_any(cases)

    def told(self, cases: Iterable[CaseId]) -> Told:
        """Return what this office tells another: all that it holds of the families of cases.

        Descriptions stay here, which are long and asked for one by one.
        """
        wanted = [case for family in self.families(cases) for case in family.cases]
        members = self.members(list(dict.fromkeys(wanted))).values()
        return Told(
            histories=tuple(history_of(one.file) for one in members if one.file),
            publications=tuple(
                msgspec.structs.replace(publication, descriptions=())
                for one in members
                for publication in one.publications
            ),
        )
