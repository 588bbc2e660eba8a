"""The members of a family: applications of all offices for one invention."""

import datetime as dt

from madoguchi.cases import CaseFile
from madoguchi.model import CaseId, ClaimSet, Publication, Struct, Text


class Member(Struct, frozen=True):
    """An application of a family: its publications, its file where one is known, and who told.

    `sources` names the sources in the order of their authority; "" is this office's own register
    and stream. `held` says whether the file is on the own register; else `file` is played from
    what sources told, and its documents are fetched from them when they are opened.
    """

    case: CaseId
    publications: tuple[Publication, ...] = ()
    file: CaseFile | None = None
    sources: tuple[str, ...] = ("",)
    held: bool = True

    @property
    def id(self) -> str:
        return str(self.case)

    @property
    def titles(self) -> tuple[Text, ...]:
        told = self.file.bibliography.titles if self.file else ()
        return (*told, *(title for one in self.publications for title in one.titles))

    @property
    def title(self) -> str:
        return next((title.text for title in self.titles), "")

    @property
    def filed(self) -> dt.date | None:
        told = self.file.filed if self.file else None
        dates = (one.application.date for one in self.publications if one.application)
        return told or next((date for date in dates if date), None)

    @property
    def granted(self) -> Publication | None:
        """The publication of the granted right, the latest (kind codes B, C, Y; WIPO ST.16)."""
        rights = [one for one in self.publications if one.kind[:1] in ("B", "C", "Y")]
        return max(rights, key=lambda one: one.date or dt.date.min, default=None)

    def claims(self, *, granted: bool) -> tuple[ClaimSet, ...]:
        """The claims as granted, or of the latest publication that has any."""
        ordered = sorted(self.publications, key=lambda one: one.date or dt.date.min, reverse=True)
        wanted = (one for one in ordered if one.claims and (not granted or one == self.granted))
        return next((one.claims for one in wanted), ())
