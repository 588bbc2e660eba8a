"""The files of cases: each office's in the form in which it, or the EPO for it, delivers them."""

import gzip
import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from madoguchi.model import Right
from madoguchi.sample import (
    de_registers,
    ep_register,
    inpadoc,
    jp_answers,
    jp_papers,
    own_histories,
    us_histories,
)
from madoguchi.sample.applications import Application
from madoguchi.sample.drafts import drafts
from madoguchi.sample.further import Taken, divided, further, secret
from madoguchi.sample.histories import Played, play
from madoguchi.sample.jp_answers import Divided
from madoguchi.sample.jp_wrapper import Row, rows
from madoguchi.sample.numbering import Numbering

_TOGETHER = 40
# Every so many Japanese cases were told a little wrongly a month before.
_WRONG_ONCE = 45
_ZIP_TIME = (2025, 12, 31, 0, 0, 0)
Groups = dict[str, list[Played]]


class Cases(NamedTuple):
    """All cases, played: by office and right, those of divided families, those not laid open."""

    groups: Groups
    families: list[Divided]
    hidden: list[Played]

    @property
    def total(self) -> int:
        members = sum(len(family.members) for family in self.families)
        return sum(map(len, self.groups.values())) + members + len(self.hidden)


def ship(folder: Path, held: list[Application], numbering: Numbering) -> int:
    """Write the cases of all applications and of further ones; return how many there are."""
    cases = _play_all(held, numbering)
    place = folder / "cases"
    (place / "documents").mkdir(parents=True, exist_ok=True)
    for name, data in _files(cases):
        (place / name).write_bytes(data)
    return cases.total


def _play_all(held: list[Application], numbering: Numbering) -> Cases:
    taken = Taken(held)
    families = [
        Divided(tuple(play(one, numbering) for one in members))
        for members in divided(numbering, taken)
    ]
    groups: Groups = defaultdict(list)
    for one in (*held, *further(numbering, taken)):
        groups[one.of].append(play(one, numbering))
    return Cases(groups, families, [play(one, numbering) for one in secret(numbering, taken)])


def _files(cases: Cases) -> Iterator[tuple[str, bytes]]:
    groups = cases.groups
    yield from _japanese_files(cases)
    yield (
        "us-histories.jsonl.gz",
        _packed(_lines(us_histories.write, groups, "US-patent", "US-design")),
    )
    yield "ep-register.xml", _answers(ep_register.answer, groups["EP-patent"])
    for office in ("KR", "CN"):
        members = [*groups[f"{office}-patent"], *groups[f"{office}-utility-model"]]
        yield f"{office.lower()}-legal.xml", _answers(inpadoc.answer, members)
        told = b"".join(map(own_histories.write_bibliography, members))
        yield f"{office.lower()}-bibliography.jsonl.gz", _packed(told)
    yield "de-trade-marks.xml", _lines(de_registers.write_mark, groups, "DE-trade-mark")
    yield "de-designs.xml", _lines(de_registers.write_design, groups, "DE-design")
    own = [of for of in groups if of.startswith(("UY", "FR")) or of in _OWN]
    yield "own-histories.jsonl.gz", _packed(_lines(own_histories.write, groups, *own))
    hidden = (own_histories.write(one, drafts(n, one)) for n, one in enumerate(cases.hidden))
    yield "jp-not-laid-open.jsonl", b"".join(hidden)


_OWN = ("JP-utility-model", "JP-geographical-indication")


def _japanese_files(cases: Cases) -> Iterator[tuple[str, bytes]]:
    """Yield recordings of the API's answers, by month and law, and the documents fetched."""
    groups = cases.groups
    yield "jp-2025-11-patent.jsonl.gz", _packed(b"".join(_wrong_once(groups["JP-patent"])))
    for right, law in jp_answers.LAWS.items():
        lines = list(_japanese(groups[f"JP-{right.value}"]))
        if right is Right.PATENT:
            lines += _divided(cases.families)
        yield f"jp-2025-12-{law}.jsonl.gz", _packed(b"".join(lines))
    told = [one for right in jp_answers.LAWS for one in groups[f"JP-{right.value}"]]
    for name, files in jp_papers.zipped(told):
        yield f"documents/{name}", _zip(files)


def _japanese(played: Iterable[Played]) -> Iterator[bytes]:
    for one in played:
        yield from jp_answers.answers(one)


def _divided(families: Iterable[Divided]) -> Iterator[bytes]:
    for family in families:
        for one in family.members:
            yield from jp_answers.answers(one, family)


def _wrong_once(played: list[Played]) -> Iterator[bytes]:
    """Yield what was answered a month before: a letter dated wrongly, another misnamed."""
    examined = [one for one in played if one.day("reasons")]
    for one in examined[::_WRONG_ONCE]:
        found = [_mistaken(row) for row in rows(one)]
        data = jp_answers.progress(one, found)
        yield jp_answers.exchange(f"patent/v1/app_progress/{one.application.number}", data)


def _mistaken(row: Row) -> Row:
    if row.coded.code == "A131":
        return replace(row, coded=row.coded._replace(day=row.coded.day.replace(day=1)))
    return replace(row, name="手続補正書（方式）") if row.coded.code == "A523" else row


def _lines(write: Callable[[Played], bytes], groups: Groups, *names: str) -> bytes:
    return b"".join(write(one) for name in names for one in groups[name])


def _answers(write: Callable[[list[Played]], bytes], played: list[Played]) -> bytes:
    """An answer holds so many documents, as the service pages them."""
    pages = (played[at : at + _TOGETHER] for at in range(0, len(played), _TOGETHER))
    return b"".join(map(write, pages))


def _packed(data: bytes) -> bytes:
    """Compress; the same bytes wherever and whenever."""
    return gzip.compress(data, 6, mtime=0)


def _zip(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(files):
            add_member(archive, name, files[name])
    return made.getvalue()


def add_member(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Add a member that is the same wherever and whenever it is written."""
    info = zipfile.ZipInfo(name, _ZIP_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info.create_system = 3
    archive.writestr(info, data)
