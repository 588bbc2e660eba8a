"""The file wrapper in the JPO API's answers: the documents of a case by groups."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from madoguchi.law import document_rule
from madoguchi.model import Right
from madoguchi.sample.applications import Application
from madoguchi.sample.histories import Played
from madoguchi.sample.telling import Coded, coded

_REGISTERED = frozenset({"R150", "R20", "R250", "R100", "R200", "R201", "R251"})
_TRIAL = frozenset({"appeal", "appeal-amendment", "appeal-heard", "appeal-allowed"})
_OPPOSITION = frozenset(
    {"opposed", "revocation-reasons", "opposition-reply", "correction", "opposition-rejected", "maintained-amended", "revoked"}
)  # fmt: skip
_PARTS = (("特許願", "S"), ("特許請求の範囲", "L"), ("明細書", "M"), ("要約書", "Y"), ("図面", "Z"))


@dataclass(frozen=True)
class Row:
    """A document of the file wrapper."""

    coded: Coded
    number: str
    name: str


def rows(played: Played) -> list[Row]:
    """Return the documents of a file with their numbers, which examiners' documents carry too."""
    case, found = played.application.case, []
    serials = Random(f"documents {case}")
    for one in coded(played):
        rule = document_rule(case, "jpo", one.code)
        found.append(Row(one, _number(one, serials), rule.ja if rule else one.code))
    return found


def _number(one: Coded, serials: Random) -> str:
    """Electronic filings begin with 5, examiners' dispatches with 06, trials' with 8; 11 digits."""
    serial = serials.randrange(100_000, 990_000)
    if one.code in _REGISTERED:
        return "99999999999"
    if one.code == "A61":
        return "BBBBBBBBBBB"
    year = one.day.year % 100
    if one.code[0] == "C":
        return f"8{year:02}{serial:08}"
    if one.code in ("A131", "A01", "A02"):
        return f"061{year:02}{serial:06}"
    if one.code.startswith(("A9", "A24", "A30")):
        return f"968{year:02}{serial:06}"
    return f"5{year:02}0{serial:07}"


def _row(row: Row, name: str, part: str, size: int) -> dict[str, str]:
    return {
        "legalDate": f"{row.coded.day:%Y%m%d}",
        "irirFlg": "0",
        "availabilityFlag": "1" if size else "0",
        "documentCode": row.coded.code,
        "documentDescription": name,
        "documentNumber": row.number,
        "versionNumber": "0001" if size else "0000",
        "documentSeparator": part,
        "numberOfPages": "0",
        "sizeOfDocument": str(size),
    }


def _listed(found: list[Row], one: Application) -> Iterator[dict[str, str]]:
    sizes = Random(f"sizes {one.number}")
    for row in found:
        if row.coded.code == "A63" and one.right is Right.PATENT:
            for name, part in _PARTS:
                yield _row(row, name, part, sizes.randrange(1_200, 90_000))
        else:
            held = row.number.isdecimal() and row.number != "99999999999"
            yield _row(
                row, row.name, "S" if held else " ", sizes.randrange(600, 9_000) if held else 0
            )


def groups(played: Played, found: list[Row]) -> Iterator[dict[str, Any]]:
    one, registered = played.application, played.registered
    register = [row for row in found if row.coded.code[0] == "R"]
    trial = [row for row in found if row.coded.step in _TRIAL and row.coded.code[0] == "C"]
    opposed = [row for row in found if row.coded.step in _OPPOSITION]
    apart = {id(row) for row in (*register, *trial, *opposed)}
    own = [row for row in found if id(row) not in apart]
    yield {"numberType": "01", "number": one.number, "documentList": list(_listed(own, one))}
    if registered:
        yield {
            "numberType": "06",
            "number": registered.number,
            "documentList": list(_listed(register, one)),
        }
    for sort, group in (("0", trial), ("7", opposed)):
        if group:
            serial = f"{group[0].coded.day.year}{sort}{one.seed % 90_000:05}"
            yield {"numberType": "07", "number": serial, "documentList": list(_listed(group, one))}
