import json

import pytest

from api.ops.conftest import Ops
from api.ops.office import HIDDEN
from api.ops.schemas import OpsSchema

A1, B1 = "EP1000000A1", "EP1000000B1"
PUBLISHED = "published-data/publication"


@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("docdb/EP1000000A1/biblio", [A1]),
        ("docdb/EP1000000.A1/biblio", [A1]),
        ("docdb/EP.1000000.A1/biblio", [A1]),
        ("docdb/(EP).(1000000).(A1)/biblio", [A1]),
        ("docdb/EP.1000000.A1.20000517/biblio", [A1]),
        ("docdb/EP.1000000.B1/biblio", [B1]),
        ("docdb/EP1000000/biblio", [A1]),
        ("epodoc/EP1000000/biblio", [A1]),
        ("epodoc/EP1000000.B1/biblio", [B1]),
        ("epodoc/EP1000000", [A1]),
        ("original/EP.(1 000 000).A1/biblio", [A1]),
        ("docdb/JP.2001500123.A/biblio", ["JP2001500123A"]),
        ("epodoc/EP1000000/full-cycle", [A1, B1]),
        ("docdb/EP.1000000.B1/biblio,full-cycle", [A1, B1]),
        ("docdb/EP.1000000.B1/biblio/full-cycle", [A1, B1]),
        ("docdb/EP.1000000.A1/abstract", [A1]),
        ("docdb/EP.1000000.A1/abstract,biblio", [A1]),
    ],
)
def test_a_number_in_any_spelling_leads_to_its_publications(
    ops: Ops, path: str, numbers: list[str]
) -> None:
    assert ops.get(f"{PUBLISHED}/{path}").numbers() == numbers


@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("application/docdb/EP.99203729.A/biblio", [A1]),
        ("application/epodoc/EP19990203729/biblio", [A1]),
        ("application/original/EP.(99203729.6).A.19991108/biblio", [A1]),
        ("application/epodoc/EP19990203729/full-cycle", [A1, B1]),
        ("application/docdb/US.43600099.A.19991108/biblio", ["US6093011A"]),
        (
            "priority/epodoc/NL19981010536/biblio",
            [A1, "US6093011A", "JP2001500123A"],
        ),
    ],
)
def test_applications_and_priorities(ops: Ops, path: str, numbers: list[str]) -> None:
    assert ops.get(f"published-data/{path}").numbers() == numbers


def test_an_exchange_document_tells_all(ops: Ops) -> None:
    told = ops.get(f"{PUBLISHED}/docdb/EP.1000000.A1/biblio")
    data = ".//bibliographic-data"
    assert told.headers["content-type"] == "application/xml;charset=utf-8"
    assert told.texts(f"{data}/publication-reference/document-id/doc-number") == [
        "1000000",
        "EP1000000",
    ]
    assert told.texts(f"{data}/application-reference/document-id/doc-number") == [
        "99203729",
        "EP19990203729",
        "99203729",
    ]
    assert told.texts(f"{data}/priority-claims/priority-claim/document-id/doc-number") == [
        "1010536",
        "NL19981010536",
    ]
    assert told.texts(f"{data}/parties/applicants/applicant/applicant-name/name") == [
        "BOER BV [NL]",
        "De Boer Nijmegen B.V.",
    ]
    assert told.texts(f"{data}/classifications-ipcr/classification-ipcr/text") == [
        "B28B   1/    29    20060101A I          EP        "
    ]
    assert told.texts(f"{data}/references-cited/citation/nplcit/text") == [
        "Bricks & Tiles, 1997, p. 3"
    ]
    assert told.texts(".//abstract/p") == ["A conveyor carries mould containers."]
    document = told.root.find(".//exchange-document")
    assert document is not None
    assert (document.get("system"), document.get("family-id")) == ("ops.epo.org", "19768124")


def test_the_abstract_comes_alone(ops: Ops) -> None:
    told = ops.get(f"{PUBLISHED}/docdb/EP.1000000.A1/abstract")
    assert told.texts(".//abstract/p") == ["A conveyor carries mould containers."]
    assert not told.texts(".//invention-title")


def test_several_numbers_in_a_body_and_one_that_is_not_held(ops: Ops) -> None:
    told = ops.post(
        f"{PUBLISHED}/docdb/biblio",
        "(EP).(1000000).(A1)\n(EP).(9999999).(A1)\r\n\n(US).(6093011).(A)",
    )
    found = told.root.findall(".//exchange-document")
    assert [one.get("status") for one in found] == [None, "not found", None]
    assert found[1].findtext(".//doc-number") == "9999999"


def test_full_texts(ops: Ops) -> None:
    both = ops.get(f"{PUBLISHED}/docdb/EP.1000000.A1/claims,description")
    assert both.texts(".//claims/claim/claim-text") == [
        "1. Apparatus for bricks.",
        "2. Apparatus of claim 1 with a frame.",
    ]
    assert both.texts(".//description/p") == [
        "[0001] The invention relates to bricks.",
        "[0002] It shakes & moves.",
    ]
    claims = both.root.find(".//claims")
    assert claims is not None
    assert claims.get("lang") == "EN"


def test_full_texts_of_several_say_which_are_not_held(ops: Ops) -> None:
    told = ops.post(f"{PUBLISHED}/epodoc/claims", "(EP1000000)\n(EP9999999)")
    assert told.texts(".//fulltext-document//doc-number") == ["1000000", "EP9999999"]
    assert len(told.root.findall(".//claims")) == 1


def test_a_number_that_several_texts_have_is_ambiguous(ops: Ops) -> None:
    told = ops.get(f"{PUBLISHED}/docdb/EP1000000/claims")
    assert told.fault == (413, "CLIENT.AmbiguousRequest")
    assert told.texts(".//resolution") == [
        "publication/docdb/EP.1000000.A1",
        "publication/docdb/EP.1000000.B1",
    ]


def test_which_texts_there_are(ops: Ops) -> None:
    told = ops.get(f"{PUBLISHED}/docdb/EP.1000000.A1/fulltext")
    found = told.root.findall(".//fulltext-instance")
    assert [(one.get("desc"), one.get("lang")) for one in found] == [
        ("description", "EN"),
        ("claims", "EN"),
    ]


def test_equivalents_have_the_same_priorities(ops: Ops) -> None:
    told = ops.get(f"{PUBLISHED}/docdb/EP.1000000.A1/equivalents")
    assert told.texts(".//inquiry-result//doc-number") == ["EP1000000", "US6093011"]


@pytest.mark.parametrize("parts", ["equivalents/biblio", "equivalents,biblio"])
def test_equivalents_with_their_documents(ops: Ops, parts: str) -> None:
    told = ops.get(f"{PUBLISHED}/docdb/EP.1000000.A1/{parts}")
    assert told.numbers() == [A1, "US6093011A"]


def test_json_is_the_same_tree(ops: Ops) -> None:

    told = ops.get(f"{PUBLISHED}/docdb/EP.1000000.A1/biblio", Accept="application/json")
    root = json.loads(told.content)["ops:world-patent-data"]
    assert told.headers["content-type"] == "application/json"
    assert root["@xmlns"]["ops"] == "http://ops.epo.org"
    document = root["exchange-documents"]["exchange-document"]
    assert document["@country"] == "EP"
    titles = document["bibliographic-data"]["invention-title"]
    assert titles[0] == {"@lang": "en", "$": "Apparatus for green bricks"}


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("docdb/EP.9999999.A1/biblio", (404, "SERVER.EntityNotFound")),
        ("docdb/EP.1000000.A2/biblio", (404, "SERVER.EntityNotFound")),
        ("docdb/US.6093011.A/claims", (404, "SERVER.EntityNotFound")),
        ("docdb/US.6093011.A/fulltext", (404, "SERVER.EntityNotFound")),
        ("docdb/EP.9999999.A1/equivalents", (404, "SERVER.EntityNotFound")),
        ("docdb/bricks/biblio", (404, "CLIENT.InvalidReference")),
        ("epodoc/%3F%3F/biblio", (404, "CLIENT.InvalidReference")),
        ("original/bricks/biblio", (404, "CLIENT.InvalidReference")),
        ("telex/EP1000000/biblio", (404, "CLIENT.InvalidReference")),
        ("docdb/EP.1000000.A1/biblio,claims", (404, "CLIENT.NotFound")),
        ("docdb/" + "9" * 300 + "/biblio", (404, "CLIENT.InvalidReference")),
    ],
)
def test_what_is_not_answered(ops: Ops, path: str, fault: tuple[int, str]) -> None:
    assert ops.get(f"{PUBLISHED}/{path}").fault == fault


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", (404, "CLIENT.InvalidReference")),
        ("(EP).(9999998).(A1)\n(EP).(9999999).(A1)", (404, "SERVER.EntityNotFound")),
        ("\n".join(f"EP.{n}.A1" for n in range(101)), (413, "CLIENT.RequestTooLarge")),
        ("EP.1.A1\n" * 20_000, (413, "CLIENT.RequestTooLarge")),
    ],
)
def test_bodies_that_are_not_answered(ops: Ops, body: str, fault: tuple[int, str]) -> None:
    assert ops.post(f"{PUBLISHED}/docdb/biblio", body).fault == fault


def test_no_sort_of_number_of_that_name(ops: Ops) -> None:
    told = ops.get("published-data/register/docdb/EP.1000000.A1/biblio")
    assert told.fault == (404, "CLIENT.InvalidReference")
    assert "publication, application, priority" in told.content.decode()


def test_what_is_not_laid_open_is_not_there(ops: Ops) -> None:
    assert ops.get("published-data/application/docdb/BE.9900001.A/biblio").status == 404
    priority = ops.get("published-data/priority/docdb/NL.1010536.A/biblio")
    assert HIDDEN not in priority.content.decode()
    assert ops.get("legal/application/docdb/BE.9900001.A").status == 404


def test_clients_are_told_how_fast_they_may_call(ops: Ops) -> None:
    told = ops.get(f"{PUBLISHED}/docdb/EP.1000000.A1/biblio")
    throttled = told.headers["x-throttling-control"]
    for service in ("images", "inpadoc", "other", "retrieval", "search"):
        assert f"{service}=green:" in throttled


@pytest.mark.parametrize(
    "path",
    [
        "docdb/EP.1000000.A1/biblio",
        "docdb/EP.1000000.A1/abstract",
        "docdb/EP.1000000.A1/full-cycle",
        "docdb/EP.1000000.A1/claims,description",
        "docdb/EP.1000000.A1/fulltext",
        "docdb/EP.1000000.A1/equivalents,biblio",
        "docdb/EP.1000000.A1/images",
        "docdb/EP.9999999.A1/biblio",
    ],
)
def test_answers_are_valid(ops: Ops, schema: OpsSchema, path: str) -> None:
    assert schema.errors(ops.get(f"{PUBLISHED}/{path}").content) == []


@pytest.mark.parametrize("part", ["biblio", "claims", "images"])
def test_answers_that_miss_some_are_valid(ops: Ops, schema: OpsSchema, part: str) -> None:
    told = ops.post(f"{PUBLISHED}/docdb/{part}", "EP.1000000.A1\nEP.9999999.A1")
    assert told.status == 200
    assert schema.errors(told.content) == []
