"""The folders that the offices would ship: yearly files, with the drawings beside them."""

import zipfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from madoguchi.sample import case_shipping, rights
from madoguchi.sample.applications import of_families
from madoguchi.sample.drawings import figures
from madoguchi.sample.numbering import Numbering
from madoguchi.sample.offices import cn, ep, jp, st96, us
from madoguchi.sample.offices.shared import figure_files
from madoguchi.sample.world import Document, Family, build, documents

# Until this year the Japanese office wrote its files in EUC-JP.
LAST_EUC_YEAR = 2013
_WRITERS: dict[str, Callable[[Document], bytes]] = {
    "US": us.write, "EP": ep.write, "CN": cn.write, "KR": st96.write, "UY": st96.write,
}  # fmt: skip

Drawn = dict[str, bytes]


class Shipped(NamedTuple):
    """How many publications and cases were written."""

    publications: int
    cases: int


def ship(folder: Path) -> Shipped:
    """Write everything; return how many publications and cases there are."""
    numbering = Numbering()
    families = build(numbering)
    drawn = _draw(families)
    planned = sorted(documents(families), key=lambda one: (one.date, one.office, one.number))
    for office in _WRITERS:
        _concatenated(folder, office, [one for one in planned if one.office == office], drawn)
    _zipped(folder, [one for one in planned if one.office == "JP"], drawn)
    registered = rights.ship(folder)
    held = [*of_families(families), *registered]
    cases = case_shipping.ship(folder, held, numbering)
    return Shipped(len(planned) + len(registered), cases)


def _draw(families: list[Family]) -> Drawn:
    drawn: Drawn = {}
    for family in families:
        if family.documents:
            names = figure_files(family.documents[0])
            drawn.update(zip(names, figures(family.invention), strict=True))
    return drawn


# The names that the offices give their files: applications, and grants where they are apart.
_NAMES = {"US": ("ipa{}", "ipg{}"), "EP": ("EP{}",) * 2, "CN": ("CN{}",) * 2, "KR": ("KR{}",) * 2,
          "UY": ("UY{}",) * 2}  # fmt: skip


def _concatenated(folder: Path, office: str, given: list[Document], drawn: Drawn) -> None:
    place = folder / office.lower()
    place.mkdir(parents=True, exist_ok=True)
    files: dict[str, list[bytes]] = defaultdict(list)
    for one in given:
        name = _NAMES[office][one.granted].format(one.date.year)
        files[f"{name}.xml"].append(_WRITERS[office](one))
        for file in figure_files(one):
            (place / file).write_bytes(drawn[file])
    for name, parts in files.items():
        (place / name).write_bytes(b"".join(parts))


def _zipped(folder: Path, given: list[Document], drawn: Drawn) -> None:
    place = folder / "jp"
    place.mkdir(parents=True, exist_ok=True)
    years: dict[int, list[Document]] = defaultdict(list)
    for one in given:
        years[one.date.year].append(one)
    for year, of_year in years.items():
        members = _members(of_year, drawn)
        with zipfile.ZipFile(place / f"JPG_{year}.zip", "w") as archive:
            for name in sorted(members):
                case_shipping.add_member(archive, name, members[name])


def _members(of_year: list[Document], drawn: Drawn) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    for one in of_year:
        encoding = "EUC-JP" if one.date.year <= LAST_EUC_YEAR else "UTF-8"
        home = f"{one.date:%Y%m%d}/{one.printed_kind}/{one.number}"
        members[f"{home}/{one.number}.xml"] = jp.write(one, encoding)
        for file in figure_files(one):
            members[f"{home}/{file}"] = drawn[file]
    return members
