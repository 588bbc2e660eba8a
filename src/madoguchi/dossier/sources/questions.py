"""What sources are asked, and what became of it."""

import datetime as dt
import hashlib
from typing import Literal

import msgspec

from madoguchi.dossier.sources.source import Content, Failure, Told
from madoguchi.model import CaseId, Publication

Verb = Literal["family", "member", "document"]
# Told now; told earlier and kept; still being asked; not answered; answered that there is nothing.
State = Literal["answered", "kept", "waiting", "failed", "nothing"]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question to a source by its name; `number` is a document's.

    `publications` help sources that are asked by them and are no part of what the question is: the
    same cases asked with others find the same answer kept.
    """

    source: str
    verb: Verb
    cases: tuple[CaseId, ...]
    publications: tuple[Publication, ...] = ()
    number: str = ""

    @property
    def asked(self) -> str:
        """The question as it is kept: the order of the cases makes no other of it."""
        cases = sorted(str(case) for case in self.cases)
        whole = msgspec.json.encode([self.source, self.verb, cases, self.number])
        return hashlib.sha256(whole).hexdigest()


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a question.

    `at` is when what is told here was fetched, `tried` when the source was last asked. Of a source
    that fails now, or is still being asked, what it told earlier is here with its age.
    """

    question: Question
    state: State
    told: Told = Told()
    content: Content | None = None
    at: dt.datetime | None = None
    tried: dt.datetime | None = None
    failure: Failure | None = None
    reason: str = ""

    @property
    def source(self) -> str:
        return self.question.source
