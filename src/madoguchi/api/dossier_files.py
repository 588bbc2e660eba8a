"""The documents of a dossier as the OPD-API and Global Dossier name them.

Where a machine translates here, a document that can be read has its translation listed before it;
a gloss word by word is none and is never listed. Lists of other offices name both themselves.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from madoguchi.api.dossiers import Member
from madoguchi.cases import CaseFile, HeldDocument
from madoguchi.law import document_rule, event_rule, offices
from madoguchi.model import FileDocument

_WORD = re.compile(r"[A-Za-z0-9]+")
_SMALL = frozenset({"a", "by", "for", "of", "on", "the", "to"})
_APPLICATION, _COMMUNICATION, _PARTY, _OWN = "1", "2", "4", "5"
_FIRST_ACTION, _DECISION = "21", "23"
_OF_JP = "_JP"
_VERSIONS = frozenset({"original", "translated"})
_PARTS = {"Y": "Abstract", "M": "Description", "L": "Claims", "Z": "Drawings"}


class Listed(NamedTuple):
    """A document, or a part of one that the office lists by itself.

    `version` is "translated" or "original" where the list tells both of a document, else "".
    """

    id: str
    description: str
    date: dt.date
    groups: tuple[str, ...]
    held: HeldDocument
    part: str = ""
    version: str = ""

    @property
    def is_made_here(self) -> bool:
        """Whether it is a translation that is made here when it is opened."""
        return self.version == "translated" and self.held.document.version != "translated"


def listed(member: Member, into_english: frozenset[str] = frozenset()) -> list[Listed]:
    """The documents of a member's file, newest first.

    `into_english` are the languages that a machine translates here.
    """
    if member.file is None:
        return []
    found = [each for one in _listed(member.file) for each in _versions(member, one, into_english)]
    return sorted(found, key=lambda one: one.date, reverse=True)


def _versions(member: Member, one: Listed, into_english: frozenset[str]) -> Iterator[Listed]:
    """A document, after its translation where one can be made."""
    if one.version or not one.held.paper or _language(member, one.held) not in into_english:
        yield one
        return
    yield one._replace(id=translated_id(member, one.id), version="translated")
    yield one._replace(version="original")


def _language(member: Member, held: HeldDocument) -> str:
    profile = offices().get(member.case.office)
    languages = profile.languages if profile else ()
    return held.document.lang or next(iter(languages), "")


def translated_id(member: Member, id_: str) -> str:
    """The id of a document's translation: without JP, as recorded; for others an ending of ours."""
    return id_.removesuffix(_OF_JP) if member.case.office == "JP" else f"{id_}_EN"


def pairs(found: Iterable[Listed]) -> list[tuple[Listed | None, Listed | None]]:
    """Originals with their translations, in the order of the list; either may be missing."""
    both: dict[str, list[Listed | None]] = {}
    for one in found:
        key = one.id.removesuffix("_EN" if one.version == "translated" else _OF_JP)
        both.setdefault(key, [None, None])[one.version == "translated"] = one
    return [(original, translated) for original, translated in both.values()]


def _listed(file: CaseFile) -> Iterator[Listed]:
    first = True
    for held in file.documents:
        document = held.document
        if document.date is None:
            continue
        groups = _groups(file, held, first=first)
        first = first and _FIRST_ACTION not in groups
        for part, name in _names(file, held):
            id_ = _id(file, held, name)
            yield Listed(
                id_, _titled(file, name), document.date, groups, held, part, version_of(document)
            )


def _names(file: CaseFile, held: HeldDocument) -> Iterator[tuple[str, str]]:
    document = held.document
    rule = document_rule(file.case, document.series, document.code)
    whole = (rule.name("en") if rule else "") or document.name or document.code
    parts = [part for part in document.parts if part.code in _PARTS]
    for part in parts:
        yield part.code, _PARTS[part.code]
    if not parts or len(document.parts) > len(parts):
        yield "", whole


def _titled(file: CaseFile, name: str) -> str:
    """`Notice of Reasons for Refusal`: the lists of Japanese files write names as titles."""
    if file.case.office != "JP":
        return name
    return " ".join(w if w in _SMALL else w[:1].upper() + w[1:] for w in name.split(" "))


def _id(file: CaseFile, held: HeldDocument, name: str) -> str:
    """`Written_Amendment_50800695455_JP`: the English name, the number, JP for the original.

    What comes from a list of this sort has such an id already.
    """
    number = held.document.number
    if file.case.office != "JP" or version_of(held.document):
        return number
    words = (word if word in _SMALL else word.capitalize() for word in _WORD.findall(name))
    return f"{'_'.join(words) or 'Document'}_{number}{_OF_JP}"


def version_of(document: FileDocument) -> str:
    """Which of both versions a document is that a list of this sort named; "" for others."""
    return document.version if document.version in _VERSIONS else ""


def _groups(file: CaseFile, held: HeldDocument, *, first: bool) -> tuple[str, ...]:
    """The groups of the common list: application, communications, papers of parties, own.

    Source: recorded lists of Japanese files in the Global Dossier.
    """
    document = held.document
    if version_of(document):
        return document.lists
    rule = event_rule(file.case, document.series, document.code)
    standard = rule.event[:1] if rule else ""
    if standard == "A":
        return (_APPLICATION,)
    if document.direction == "in":
        return (_PARTY,)
    if document.direction != "out":
        return (_OWN,)
    if standard in ("F", "B") or (rule and rule.event in ("D22", "D23")):
        return (_COMMUNICATION, _DECISION)
    return (_COMMUNICATION, _FIRST_ACTION) if first else (_COMMUNICATION,)


def named(member: Member, id_: str, into_english: frozenset[str] = frozenset()) -> Listed | None:
    """The document of an id."""
    return next((one for one in listed(member, into_english) if one.id == id_), None)
