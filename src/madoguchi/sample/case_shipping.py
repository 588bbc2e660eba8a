"""The files of cases: each office's in the form in which it, or the EPO for it, delivers them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from madoguchi.model import Right
from madoguchi.sample import de_registers, ep_register, inpadoc, jp_answers, own_histories, us_histories
from madoguchi.sample.applications import Application
from madoguchi.sample.further import Taken, divided, further, secret
from madoguchi.sample.histories import Played, play
from madoguchi.sample.jp_answers import Divided
from madoguchi.sample.numbering import Numbering

_TOGETHER = 40
Groups = dict[str, list[Played]]


def ship(folder: Path, held: list[Application], numbering: Numbering) -> int:
    """Write the cases of all applications and of further ones; return how many there are."""
    taken = Taken(held)
    families = [Divided(tuple(play(one, numbering) for one in members)) for members in divided(numbering, taken)]
    played = [play(one, numbering) for one in (*held, *further(numbering, taken))]
    hidden = [play(one, numbering) for one in secret(numbering, taken)]
    groups: Groups = defaultdict(list)
    for one in played:
        groups[one.application.of].append(one)
    place = folder / "cases"
    place.mkdir(parents=True, exist_ok=True)
    for name, data in _files(groups, families, hidden):
        (place / name).write_bytes(data)
    return len(played) + len(hidden) + sum(len(family.members) for family in families)


def _files(groups: Groups, families: list[Divided], hidden: list[Played]) -> Iterator[tuple[str, bytes]]:
    for right in (Right.PATENT, Right.DESIGN, Right.TRADE_MARK):
        yield f"jp-{right.value}-answers.jsonl", b"".join(_japanese(groups[f"JP-{right.value}"]))
    lines = (line for family in families for one in family.members for line in jp_answers.answers(one, family))
    yield "jp-patent-divisional-answers.jsonl", b"".join(lines)
    yield "us-histories.jsonl", _lines(us_histories.write, groups, "US-patent", "US-design")
    yield from _answers("ep-register", ep_register.answer, groups["EP-patent"])
    for office in ("KR", "CN"):
        members = [*groups[f"{office}-patent"], *groups[f"{office}-utility-model"]]
        yield from _answers(f"{office.lower()}-legal", inpadoc.answer, members)
    yield "de-trade-marks.xml", _lines(de_registers.write_mark, groups, "DE-trade-mark")
    yield "de-designs.xml", _lines(de_registers.write_design, groups, "DE-design")
    own = ("UY", "FR")
    rest = [of for of in groups if of.startswith(own) or of in _OWN]
    yield "own-histories.jsonl", _lines(own_histories.write, groups, *rest)
    yield "jp-not-laid-open.jsonl", b"".join(map(own_histories.write, hidden))


_OWN = ("JP-utility-model", "JP-geographical-indication")


def _japanese(played: Iterable[Played]) -> Iterator[bytes]:
    for one in played:
        yield from jp_answers.answers(one)


def _lines(write: Callable[[Played], bytes], groups: Groups, *names: str) -> bytes:
    return b"".join(write(one) for name in names for one in groups[name])


def _answers(
    name: str, write: Callable[[list[Played]], bytes], played: list[Played]
) -> Iterator[tuple[str, bytes]]:
    """An answer holds so many documents, as the service pages them."""
    pages = [played[at : at + _TOGETHER] for at in range(0, len(played), _TOGETHER)]
    yield f"{name}.xml", b"".join(map(write, pages))
