"""Our families beside those that providers tell of real publications; the table is printed (-s).

What differs, and why, is explained in docs/families.md.
"""

import csv
import gzip
import json
import lzma
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

from madoguchi.archive import Archive
from madoguchi.cases import case_of
from madoguchi.families import Claim, agreement, application_key, case_key, claims_of, group
from madoguchi.intake import load
from madoguchi.model import CaseId, DocumentId, Priority, Publication, Right
from madoguchi.model.dates import parse_date
from madoguchi.search import SearchIndex

pytestmark = pytest.mark.xdist_group("shared data")

EXCHANGE = {"e": "http://www.epo.org/exchange", "ops": "http://ops.epo.org"}
_ACTIVE = "e:priority-active-indicator"
Member = tuple[Publication, str]


class Share(NamedTuple):
    """Pairs of applications: told to be of one family, ours, and both."""

    told: int
    ours: int
    both: int

    @property
    def agreed(self) -> float:
        return self.both / self.told if self.told else 1.0


def share(of: dict[str, str], ours: Iterable[list[str]]) -> Share:
    """How far our groups are those told: `of` gives the family told of each application."""
    groups = [[key for key in one if key in of] for one in ours]
    both = sum(_pairs(_counted(of[key] for key in one)) for one in groups)
    return Share(_pairs(_counted(of.values())), _pairs(map(len, groups)), both)


def _counted(values: Iterable[str]) -> Iterable[int]:
    counts: dict[str, int] = defaultdict(int)
    for value in values:
        counts[value] += 1
    return counts.values()


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


# -- answers of OPS: the family-id is the simple family, the answer the extended one --------------


def ops_answers(folder: Path) -> Iterator[list[Member]]:
    texts = [path.read_bytes() for path in sorted(folder.glob("docdb_ops/**/get_family*/*.xml"))]
    with gzip.open(folder / "api_recordings" / "epo_ops.jsonl.gz", "rt") as lines:
        texts += [str(json.loads(line).get("body") or "").encode() for line in lines]
    seen = set[tuple[str, ...]]()
    for text in texts:
        if b"<ops:family-member" in text:
            root = etree.fromstring(text)
            found = [_member(one) for one in root.iterfind(".//ops:family-member", EXCHANGE)]
            names = tuple(one.id for one, _ in found)
            if names not in seen:
                seen.add(names)
                yield found


def _member(element: etree._Element) -> Member:
    (published,) = _docdb(element, "e:publication-reference")
    told = Publication(
        office=published.office,
        number=published.number,
        kind=published.kind,
        application=next(iter(_docdb(element, "e:application-reference")), None),
        priorities=tuple(
            Priority(document=document, active=claim.findtext(_ACTIVE, "", EXCHANGE) != "NO")
            for claim in element.iterfind("e:priority-claim", EXCHANGE)
            for document in _docdb(claim, ".")
        ),
    )  # fmt: skip
    return told, element.get("family-id", "")


def _docdb(element: etree._Element, path: str) -> list[DocumentId]:
    """The numbers below an element in DOCDB's spelling."""
    where = f"{path}/e:document-id[@document-id-type='docdb']"
    return [
        DocumentId(
            office=one.findtext("e:country", "", EXCHANGE),
            number=one.findtext("e:doc-number", "", EXCHANGE),
            kind=one.findtext("e:kind", "", EXCHANGE),
            date=parse_date(one.findtext("e:date", "", EXCHANGE)),
            scheme="docdb",
        )
        for one in element.iterfind(where, EXCHANGE)
    ]


def claims(members: Iterable[Publication]) -> list[Claim]:
    told = ((one, case_of(one)) for one in members)
    return [claim for one, own in told if own for claim in claims_of(one.id, own, one)]


def test_families_of_ops(shared_data: Path) -> None:
    simple, extended = Share(0, 0, 0), Share(0, 0, 0)
    answers = list(ops_answers(shared_data))
    for members in answers:
        told = {case_key(own): number for one, number in members if (own := case_of(one))}
        ours = group(claims(one for one, _ in members))
        simple = _sum(simple, share(told, ours.simple))
        extended = _sum(extended, share(dict.fromkeys(told, "all"), ours.extended))
    print(f"OPS, {len(answers)} answers: simple {simple}, extended {extended}")
    assert simple.told >= 50
    assert simple.told == simple.ours == simple.both
    assert extended.told == extended.both


def _sum(one: Share, other: Share) -> Share:
    return Share(one.told + other.told, one.ours + other.ours, one.both + other.both)


# -- exports of Lens: the sizes of families, priorities in DOCDB's spelling -------------------------


class Row(NamedTuple):
    publication: str
    application: DocumentId
    priorities: tuple[DocumentId, ...]
    simple: int
    extended: int

    @property
    def told(self) -> Publication:
        return Publication(
            office=self.application.office,
            number=self.publication[2:],
            application=self.application,
            priorities=tuple(Priority(document=one) for one in self.priorities),
        )


def _table(folder: Path, name: str) -> Iterator[dict[str, str]]:
    path = folder / "families_citations" / f"{name}.csv.xz"
    with lzma.open(path, "rt", encoding="utf-8", errors="replace") as text:
        yield from csv.DictReader(text)


def lens(folder: Path) -> Iterator[Row]:
    for row in _table(folder, "lens_pizza_1k"):
        if not row["Application Number"] or not row["Application Date"]:
            continue
        day, month, year = row["Application Date"].split("/")
        filed = f"{'20' if int(year) < 30 else '19'}{year}{month}{day}"
        yield Row(
            publication=re.sub(r"[ /]", "", row["Publication Number"].rpartition(" ")[0]),
            application=_of_lens(f"{row['Application Number']} {filed}"),
            priorities=tuple(_of_lens(one) for one in row["Priority Numbers"].split(";;") if one),
            simple=int(row["Simple Family Size"]),
            extended=int(row["Extended Family Size"]),
        )


def _of_lens(text: str) -> DocumentId:
    """A number such as `US 201161550506 P 20111024`."""
    office, rest = text.split(" ", 1)
    number, kind, date = rest.rsplit(" ", 2)
    bare = number.replace("/", "")
    return DocumentId(office=office, number=bare, kind=kind, date=parse_date(date), scheme="docdb")


def test_sizes_of_families_of_lens(shared_data: Path) -> None:
    """The file has few members of each family; but those of one family are told one size."""
    rows = list(lens(shared_data))
    ours = group(claims(row.told for row in rows))
    held: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        held[case_key(_case(row.told))].append(row)
    for sort, told, floor in (("simple", 5, 5), ("extended", 38, 35)):
        groups = [[row for key in one for row in held[key]] for one in getattr(ours, sort)]
        several = [one for one in groups if len({row.application for row in one}) > 1]
        equal = sum(len({getattr(row, sort) for row in one}) == 1 for one in several)
        larger = sum(
            len({row.publication for row in one}) > max(getattr(row, sort) for row in one)
            for one in groups
            if one
        )
        print(f"Lens, {sort}: {len(several)} families of several, {equal} of them of one size")
        assert len(several) >= told
        assert equal >= floor
        assert larger <= 2  # AU 520191 and AU 763526, each told as two families itself


def _case(one: Publication) -> CaseId:
    case = case_of(one)
    assert case is not None
    return case


def test_spellings_of_espacenet_and_lens(shared_data: Path) -> None:
    """The same publication in two exports: what DOCDB spells one way, EPODOC spells another."""
    held = {row.publication: row for row in lens(shared_data)}
    both = found = 0
    for row in _table(shared_data, "espacenet_pizza_with_citations"):
        other = held.get(row["Publication number"].split(" ")[0])
        if other is not None and "F" not in other.application.kind:
            own = _case(other.told)
            keys = {application_key(one, own) for one in other.priorities}
            both += len(keys)
            found += len(keys & {application_key(one, own) for one in _of_espacenet(row)})
    print(f"Espacenet and Lens: {both} priorities told by Lens, {found} the same in Espacenet")
    assert both > 200
    assert found > both * 0.8


def _of_espacenet(row: dict[str, str]) -> Iterator[DocumentId]:
    """Numbers such as `US19990267981 19990312; CA20002363329 20000310`."""
    for text in row["Priority number(s)"].split(";"):
        number, _, date = text.strip().partition(" ")
        if number:
            yield DocumentId(number=number, scheme="epodoc", date=parse_date(date))


# -- families of ritonavir: publications, their first priority, the members of their family --------


def test_families_of_ritonavir(shared_data: Path) -> None:
    """A row for each family, with its first priority: none of them may be joined with another."""
    told: dict[str, str] = {}
    rows = list(_table(shared_data, "ritonavir_families"))
    listed = []
    for row in rows:
        own = row["publication number"]
        told[own] = row["priority document"]
        members = {own, *(_without_kind(one) for one in row["family members"].split("|"))}
        listed += [
            Claim(own, own, one, "family") for one in members if one not in ("", "None", own)
        ]
        listed.append(Claim(own, own, own, "is"))
    theirs = [[key for key in one if key in told] for one in group(listed).extended]
    claimed = [Claim(own, own, _priority(of) or own, "priority") for own, of in told.items()]
    of = {key: str(at) for at, one in enumerate(theirs) for key in one}
    found = share(of, group(claimed).extended)
    print(f"ritonavir, {len(rows)} families: {found}")
    assert len(of) > 800
    assert found == Share(told=0, ours=0, both=0)


def _without_kind(text: str) -> str:
    return re.sub(r"[A-Z]\d?$", "", text.strip())


def _priority(number: str) -> str:
    claimed = DocumentId(number=number, scheme="epodoc")
    return application_key(claimed, CaseId(office="EP", right=Right.PATENT, number="1"))


# -- what files tell of themselves -----------------------------------------------------------------


def test_the_numbers_that_files_tell(shared_data: Path, tmp_path: Path) -> None:
    """DOCDB, OPS and MAREC as loaded: the command's table."""
    archive = Archive.at(tmp_path / "office")
    paths = [shared_data / "docdb_ops", shared_data / "patent_fulltext" / "ep_wo_us_marec"]
    load(paths, archive, SearchIndex(tmp_path / "office", archive))
    found = agreement(archive)
    archive.close()
    print(f"files loaded: {found}")
    assert found.applications > 40
    assert found.told == found.ours == found.both > 0
    assert found.differences == ()
