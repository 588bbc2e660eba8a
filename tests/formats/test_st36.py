from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.body import BodyReader
from madoguchi.formats.shape import Fields, Part, Shape
from madoguchi.model import (
    Block,
    Claim,
    Classification,
    DocumentId,
    Drawing,
    Name,
    Party,
    Priority,
    Related,
    Scheme,
    Text,
)
from madoguchi.model.classifications import cpc, ipc


def shaped(shape: Shape, xml: str) -> Fields:
    account = Account()
    fields = shape.read(ET.fromstring(xml), account)
    assert account.report().unknown == []
    return fields


def test_a_document_is_named_as_its_source_names_it() -> None:
    xml = """<document-id><country>jp</country><doc-number>2018-1</doc-number><kind>A</kind>
    <date>20180102</date><name>Ito</name></document-id>"""
    assert st36.document_id(shaped(st36.DOCUMENT_ID, xml), "docdb") == DocumentId(
        number="2018-1", office="JP", kind="A", date=date(2018, 1, 2), scheme="docdb"
    )


@pytest.mark.parametrize(
    "xml", ["<document-id/>", "<document-id><doc-number> </doc-number></document-id>"]
)
def test_no_number_is_no_document(xml: str) -> None:
    assert st36.document_id(shaped(st36.DOCUMENT_ID, xml)) is None
    assert st36.document_id(None) is None


def test_a_month_is_no_day() -> None:
    xml = "<document-id><doc-number>1</doc-number><date>19980800</date></document-id>"
    assert st36.document_id(shaped(st36.DOCUMENT_ID, xml)) == DocumentId(number="1")


@pytest.mark.parametrize(
    ("given_code", "code"),
    [("EN", "en"), ("en-US", "en"), ("jpn", "ja"), ("", ""), ("xx", "xx"), (" ZH ", "zh")],
)
def test_languages(given_code: str, code: str) -> None:
    assert st36.language(given_code) == code


@pytest.mark.parametrize(("word", "code"), [("us", "US"), ("omitted", ""), ("", ""), ("1A", "")])
def test_countries(word: str, code: str) -> None:
    assert st36.country(word) == code


def test_a_party_has_a_name_in_each_script() -> None:
    xml = """<applicant><addressbook lang="ja"><name>北製作所</name><iid>12</iid></addressbook>
    <addressbook lang="en"><orgname>Kita Works</orgname><address><street>1 Kita</street>
    <city>Sapporo</city><country>JP</country></address><phone>1</phone></addressbook></applicant>"""
    assert st36.party(shaped(st36.PARTY, xml)) == Party(
        names=(
            Name(name="北製作所", lang="ja"),
            Name(name="Kita Works", lang="en", address="1 Kita, Sapporo"),
        ),
        country="JP",
        id="12",
    )


def test_a_person_in_a_body_has_both_names() -> None:
    xml = """<agent><addressbook><prefix>Dr.</prefix><first-name>Al</first-name>
    <last-name>Bo</last-name><orgname>Bo LLP</orgname></addressbook></agent>"""
    found = shaped(st36.PARTY, xml)
    assert st36.parties([found, found]) == (Party(names=(Name(name="Dr. Al Bo, Bo LLP"),)),)
    assert st36.party(shaped(st36.PARTY, "<agent/>")) is None


@pytest.mark.parametrize(
    "inside",
    [
        "<country>JP</country><doc-number>1</doc-number>",
        "<document-id><country>JP</country><doc-number>1</doc-number></document-id>",
    ],
)
def test_priorities(inside: str) -> None:
    fields = shaped(st36.PRIORITY, f'<priority-claim kind="national">{inside}</priority-claim>')
    assert st36.priority(fields) == Priority(
        document=DocumentId(number="1", office="JP"), kind="national"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "G06F  17/30        20060101AFI20051220RMJP        ",
            Classification(
                scheme=Scheme.IPC, symbol="G06F17/30", edition="2006.01", first=True, office="JP"
            ),
        ),
        (
            "B60K  17/28        20130101 LA20210830BHEP        ",
            Classification(
                scheme=Scheme.IPC,
                symbol="B60K17/28",
                edition="2013.01",
                additional=True,
                office="EP",
            ),
        ),
        ("G06F  17/30", Classification(scheme=Scheme.IPC, symbol="G06F17/30")),
        ("", None),
        ("17/30", None),
    ],
)
def test_the_columns_of_st8(text: str, expected: Classification | None) -> None:
    assert st36.st8(text, ipc) == expected


def test_a_symbol_in_parts() -> None:
    xml = """<classification-cpc><section>H</section><class>01</class><subclass>L</subclass>
    <main-group>2224</main-group><subgroup>13</subgroup><symbol-position>L</symbol-position>
    <classification-value>A</classification-value></classification-cpc>"""
    assert st36.cpc_symbol(shaped(st36.SYMBOL, xml)) == Classification(
        scheme=Scheme.CPC, symbol="H01L2224/13", additional=True
    )
    assert st36.symbol(shaped(st36.SYMBOL, "<classification-cpc/>"), cpc) is None


def test_an_older_ipc_keeps_what_it_cannot_read() -> None:
    xml = """<classification-ipc><edition>07</edition><main-classification>A61B005/00
    </main-classification><further-classification>?</further-classification>
    </classification-ipc>"""
    assert list(st36.old_ipc(shaped(st36.IPC_OLD, xml))) == [
        Classification(scheme=Scheme.IPC, symbol="A61B5/00", edition="7", first=True),
        Classification(scheme=Scheme.IPC, symbol="?", edition="7"),
    ]


def test_relations_carry_the_word_of_the_element() -> None:
    shape = Shape(st36.RELATION_RULES, st36.ATTRIBUTES, "test")
    xml = """<related-documents><us-provisional-application><document-id>
    <doc-number>62/1</doc-number></document-id></us-provisional-application><division>
    <relation><parent-doc><document-id><doc-number>15/2</doc-number></document-id></parent-doc>
    <child-doc><document-id><doc-number>16/3</doc-number></document-id></child-doc></relation>
    </division></related-documents>"""
    assert list(st36.relations(shaped(shape, xml).parts("relations"))) == [
        Related(relation="provisional-application", document=DocumentId(number="62/1")),
        Related(relation="division", document=DocumentId(number="15/2")),
    ]


def test_a_running_number_is_no_label() -> None:
    shape = Shape({"figure": Part("figures", st36.FIGURE)}, st36.ATTRIBUTES, "test")
    xml = """<drawings><figure num="00000"><img file="a.tif"/></figure>
    <figure num="2a"><img file="b.tif"/><img id="c"/></figure></drawings>"""
    assert st36.drawings(shaped(shape, xml).parts("figures"), representative="00000") == (
        Drawing(file="a.tif", representative=True),
        Drawing(file="b.tif", label="2a"),
        Drawing(file="c", label="2a"),
    )


def test_titles_and_bodies_take_the_language_of_the_document_where_they_have_none() -> None:
    root = ET.fromstring('<d><t lang="FR">Le thé</t><t>Tea</t><t/><a><p num="0001">x</p></a></d>')
    assert st36.titles(root.findall("t"), "en") == (
        Text(text="Le thé", lang="fr"),
        Text(text="Tea", lang="en"),
    )
    reader = BodyReader("test", st36.ST36_ROLES)
    bodies = st36.bodies(root.findall("a"), reader, "en", Account())
    assert [(body.lang, body.blocks) for body in bodies] == [
        ("en", (Block(text="x", number="0001"),))
    ]


def test_claims_without_numbers_are_counted() -> None:
    xml = """<claims><claim><claim-text>1. A pan.</claim-text></claim><claim num="x">
    <claim-text>The pan of claim 1.</claim-text></claim><claim num="7">
    <claim-text>70 pans.</claim-text></claim></claims>"""
    reader = BodyReader("test", st36.ST36_ROLES)
    found = st36.claim_set(list(ET.fromstring(xml)), reader, "en", Account())
    assert found is not None
    assert found.claims == (
        Claim(number=1, text="A pan."),
        Claim(number=2, text="The pan of claim 1.", depends_on=(1,)),
        Claim(number=7, text="70 pans."),
    )
    assert st36.claim_set([], reader, "en", Account()) is None


@given(st.integers(1, 999), st.text("abc 1.", min_size=1).filter(str.strip))
def test_only_the_claims_own_number_is_taken_off(number: int, text: str) -> None:
    assert st36.without_number(f"{number}. A {text}", number) == f"A {text}"
    assert st36.without_number(f"{number + 1}. A", number) == f"{number + 1}. A"
