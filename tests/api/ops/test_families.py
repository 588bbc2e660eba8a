import io

import pytest

from api.ops.conftest import Ops, Told
from api.ops.office import EVENTS, HIDDEN
from api.ops.schemas import OpsSchema
from madoguchi.formats import FORMATS
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.model import History

MEMBERS = [
    "EP1000000A1",
    "EP1000000B1",
    "DE19954321A1",
    "JP2001500123A",
    "NL1010536C2",
    "US6093011A",
]


def members(told: Told) -> list[str]:
    found = told.root.findall("patent-family/family-member/publication-reference")
    docdb = [one.find("document-id") for one in found]
    return [
        "".join(one.findtext(part) or "" for part in ("country", "doc-number", "kind"))
        for one in docdb
        if one is not None
    ]


def read_back(told: Told) -> list[History]:
    stream = io.BytesIO(told.content)
    documents = list(FORMATS.split(stream, told.content[:4096]))
    found = (FORMATS.read(one, Account())[1] for one in documents if isinstance(one, Document))
    return [one for read in found for one in read if isinstance(one, History)]


@pytest.mark.parametrize(
    "path",
    [
        "publication/docdb/EP.1000000.A1",
        "publication/docdb/(EP).(1000000).(A1)?(EP).(1000000).(A1)",
        "publication/epodoc/EP1000000",
        "application/docdb/EP.99203729.A",
    ],
)
def test_the_extended_family(ops: Ops, path: str) -> None:
    told = ops.get(f"family/{path}")
    family = told.root.find("patent-family")
    assert family is not None
    assert members(told) == MEMBERS
    assert (family.get("legal"), family.get("total-result-count")) == ("false", "6")


def test_the_number_may_come_in_the_body(ops: Ops) -> None:
    assert members(ops.post("family/publication/docdb", "(EP).(1000000).(A1)")) == MEMBERS


def test_a_member_without_priority_stands_for_its_own(ops: Ops) -> None:
    told = ops.get("family/publication/docdb/EP.2000001.A1")
    assert members(told) == ["EP2000001A1"]
    assert told.texts(".//priority-claim/document-id/kind") == ["D"]


def test_biblio_and_legal_are_added(ops: Ops) -> None:
    told = ops.get("family/publication/docdb/EP.1000000.A1/biblio,legal")
    family = told.root.find("patent-family")
    assert family is not None
    assert family.get("legal") == "true"
    found = told.root.findall("patent-family/family-member")
    assert [len(one.findall("legal")) for one in found] == [3, 0, 0, 0, 0, 0]
    assert [len(one.findall("exchange-document")) for one in found] == [1] * 6


def test_legal_events_carry_their_own_codes(ops: Ops) -> None:
    told = ops.get("legal/publication/docdb/EP.1000000.A1")
    found = told.root.findall(".//legal")
    assert [one.get("code") for one in found] == ["17P ", "IGRA.DATE_OF_DISPATCH", "18W "]
    assert [one.get("infl") for one in found] == ["+", "+", "-"]
    assert [one.get("desc") for one in found] == [
        "REQUEST FOR EXAMINATION FILED",
        "INTENTION TO GRANT COMMUNICATED",
        "APPLICATION WITHDRAWN",
    ]
    assert told.texts(".//L003EP") == ["    99203729"] * 3
    assert told.texts(".//L007EP") == ["2000-12-27", "2002-05-01", "2004-01-02"]
    assert told.texts(".//L525EP") == ["20001027"]
    assert told.texts(".//L510EP") == ["Reason: own wish"]
    assert told.texts(".//pre")[0] == (
        "EP    99203729A  2000-12-2717P +REQUEST FOR EXAMINATION FILED Effective DATE 20001027"
    )


def test_events_of_inpadoc_read_back_the_same(ops: Ops) -> None:
    told = ops.get("legal/publication/docdb/EP.1000000.A1")
    history = read_back(told)[0]
    read = {event.code: event for event in history.events}
    assert read["17P"] == EVENTS[1]
    assert read["18W"].date == EVENTS[3].date


@pytest.mark.parametrize("path", ["family", "legal"])
def test_one_number_at_a_time(ops: Ops, path: str) -> None:
    told = ops.post(f"{path}/publication/docdb", "EP.1000000.A1\nEP.1000000.B1")
    assert told.fault == (413, "CLIENT.AmbiguousRequest")


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("family/publication/docdb/EP.9999999.A1", (404, "SERVER.EntityNotFound")),
        ("legal/publication/docdb/EP.9999999.A1", (404, "SERVER.EntityNotFound")),
        ("family/publication/docdb", (404, "CLIENT.InvalidReference")),
        ("family/publication/docdb/EP.1.A1/claims", (404, "SERVER.EntityNotFound")),
        ("legal/publication/docdb/legal", (404, "CLIENT.NotFound")),
    ],
)
def test_what_is_not_answered(ops: Ops, path: str, fault: tuple[int, str]) -> None:
    assert ops.get(path).fault == fault


def test_what_is_not_laid_open_is_in_no_family(ops: Ops) -> None:
    told = ops.get("family/publication/docdb/EP.1000000.A1/biblio,legal")
    assert b"9900001" not in told.content
    assert HIDDEN.encode() not in told.content


@pytest.mark.parametrize(
    "path",
    [
        "family/publication/docdb/EP.1000000.A1",
        "family/publication/docdb/EP.1000000.A1/biblio,legal",
        "family/priority/docdb/NL.1010536.A",
        "family/publication/docdb/EP.2000001.A1/legal",
        "legal/publication/docdb/EP.1000000.A1",
    ],
)
def test_answers_are_valid(ops: Ops, schema: OpsSchema, path: str) -> None:
    told = ops.get(path)
    assert told.status == 200
    assert schema.errors(told.content) == []
