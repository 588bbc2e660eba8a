"""What is written in ST.36, ST.96 and labelled text is read back the same."""

import contextlib
import datetime as dt

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written_publications import FULL, publications, read, read_back

from madoguchi.errors import RefusedError
from madoguchi.formats import PUBLICATION_WRITERS, FileHead
from madoguchi.model import (
    Block,
    Body,
    Citation,
    Claim,
    ClaimSet,
    Classification,
    DocumentId,
    Drawing,
    Name,
    Party,
    Priority,
    Publication,
    Related,
    Right,
    Scheme,
    Text,
)

WHOLE = ["st36", "st96", "txt"]
# Fields of the model that a form has no place for, as its `loses` says in words.
WITHOUT: dict[str, dict[str, object]] = {
    "st36": {},
    "st96": {"designated": (), "family": ""},
    "txt": {},
}


@pytest.mark.parametrize("form", WHOLE)
def test_everything_that_a_form_can_hold_comes_back(form: str) -> None:
    assert read_back(form, FULL) == msgspec.structs.replace(FULL, **WITHOUT[form])


@pytest.mark.parametrize("form", WHOLE)
@settings(max_examples=60, deadline=None)
@given(publication=publications())
def test_any_publication_comes_back(form: str, publication: Publication) -> None:
    assert read_back(form, publication) == publication


def test_labelled_text_holds_what_the_others_cannot() -> None:
    publication = msgspec.structs.replace(
        FULL,
        right=Right.DESIGN,
        notes=(Text(text="a\nb", lang="ja"),),
        priorities=(Priority(document=DocumentId(number="1", scheme="docdb"), active=False),),
        related=(Related(relation="anything", document=DocumentId(number="1"), code="C7"),),
        classifications=(Classification(scheme=Scheme.LOCARNO, symbol="14-02"),),
        citations=(
            Citation(
                text="Book", date=dt.date(2020, 1, 2), code="N", told=(("author", "A"), ("p", "3"))
            ),
        ),
        drawings=(Drawing(file="a.tif", caption="正面図"),),
        descriptions=(
            Body(
                lang="ja",
                blocks=(Block(text="x²", kind="formula", image="m.tif", number="3"),),
            ),
        ),
        claims=(ClaimSet(lang="ja", claims=(Claim(number=2, text="請求項1の電池。"),)),),
    )
    expected = msgspec.structs.replace(
        publication,
        claims=(
            ClaimSet(lang="ja", claims=(Claim(number=2, text="請求項1の電池。", depends_on=(1,)),)),
        ),
    )
    assert read_back("txt", publication) == expected


def test_whose_spelling_a_number_is_in_comes_back_in_st36() -> None:
    document = DocumentId(number="2019165123", office="JP", scheme="docdb")
    publication = msgspec.structs.replace(
        FULL,
        application=document,
        priorities=(Priority(document=document, kind="national"),),
        related=(Related(relation="division", document=document),),
        citations=(Citation(document=document),),
    )
    assert read_back("st36", publication) == publication


@pytest.mark.parametrize("form", [*WHOLE, "docdb"])
@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=60),
    number=st.text(min_size=1, max_size=10),
    kind=st.text(max_size=3),
    office=st.sampled_from(["", "JP", "Q"]),
)
def test_whatever_a_text_holds_the_file_is_well_formed(
    form: str, text: str, number: str, kind: str, office: str
) -> None:
    odd = Publication(
        office=office,
        number=number,
        kind=kind,
        lang=text[:3],
        date=dt.date(1, 1, 1),
        application=DocumentId(number=text, office=text[:2], kind=kind),
        titles=(Text(text=text, lang=text[:4]),),
        abstracts=(Body(blocks=(Block(text=text, kind="table", number=text, image=text),)),),
        descriptions=(Body(blocks=(Block(text=text, kind="formula"), Block(text=text))),),
        claims=(ClaimSet(claims=(Claim(number=0, text=text, depends_on=(9,)),)),),
        drawings=(Drawing(file=text, label=text, representative=True),),
        applicants=(Party(names=()), Party(names=(Name(name=text, address=text),), id=text)),
        classifications=(Classification(scheme=Scheme.IPC, symbol=text, edition=text),),
        citations=(Citation(text=text, category=text, told=((text, text),)),),
        designated=(text,),
        family=text,
    )
    writer = PUBLICATION_WRITERS[form]
    head = FileHead(office=text, date=dt.date(2026, 1, 1), file=text)
    after = msgspec.structs.replace(FULL, citations=(), priorities=())
    data = b"".join(writer.file(head, [(odd, "added"), (after, "changed")]))
    data.decode()
    # A number or office that is none is refused as such; all else is read.
    with contextlib.suppress(RefusedError):
        assert read(data)[-1].id == FULL.id


@pytest.mark.parametrize("form", [*WHOLE, "docdb"])
def test_a_publication_with_nothing_but_its_identity(form: str) -> None:
    assert read_back(form, Publication(office="XX", number="1")) == Publication(
        office="XX", number="1"
    )


@pytest.mark.parametrize("form", ["st36", "st96", "docdb"])
def test_what_is_no_patent_is_refused(form: str) -> None:
    mark = Publication(office="JP", number="1", right=Right.TRADE_MARK)
    with pytest.raises(RefusedError, match="in the form txt"):
        PUBLICATION_WRITERS[form].document(mark)


@pytest.mark.parametrize("form", WHOLE)
def test_a_withdrawn_publication_is_not_sent(form: str) -> None:
    gone = Publication(office="JP", number="2021000001", kind="A", withdrawn=True)
    with pytest.raises(RefusedError, match="list it as deleted"):
        PUBLICATION_WRITERS[form].document(gone)


@pytest.mark.parametrize("form", WHOLE)
def test_a_very_long_text(form: str) -> None:
    long = "語" * 2_000_000
    publication = msgspec.structs.replace(
        FULL, **WITHOUT[form], descriptions=(Body(blocks=(Block(text=long),), lang="ja"),)
    )
    assert read_back(form, publication) == publication


def test_every_form_says_what_it_loses() -> None:
    for writer in PUBLICATION_WRITERS.values():
        assert all(writer.loses)
        assert writer.contents
