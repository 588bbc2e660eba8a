"""What an agreement does not cover is in no file."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.formats import CONTENTS, PUBLICATION_WRITERS, Content, FileHead, trimmed
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
    Scheme,
    Text,
    encode,
)


def _marked(content: Content) -> str:
    return f"ZZ{content}ZZ"


def _party() -> Party:
    mark = _marked("bibliographic")
    return Party(names=(Name(name=mark, address=mark, lang="ja"),), id=mark)


def _body(content: Content) -> Body:
    return Body(
        lang="ja",
        blocks=(
            Block(text=_marked(content)),
            Block(kind="image", image=f"{_marked('drawings')}.tif"),
            Block(kind="formula", image=f"{_marked(content)}.tif"),
            Block(text=_marked(content), kind="paragraph", image=f"{_marked('drawings')}.tif"),
        ),
    )


BIB = _marked("bibliographic")
REFERENCE = DocumentId(number=BIB, office="JP")
PUBLICATION = Publication(
    office="JP",
    number="2021000001",
    kind="A",
    date=dt.date(2021, 3, 18),
    lang="ja",
    application=REFERENCE,
    titles=(Text(text=BIB),),
    abstracts=(_body("abstract"),),
    claims=(ClaimSet(claims=(Claim(number=1, text=_marked("claims")),)),),
    descriptions=(_body("description"),),
    drawings=(Drawing(file=f"{_marked('drawings')}.tif", label="1", caption=_marked("drawings")),),
    applicants=(_party(),),
    inventors=(_party(),),
    agents=(_party(),),
    owners=(_party(),),
    examiners=(_party(),),
    priorities=(Priority(document=REFERENCE),),
    related=(Related(relation="division", document=REFERENCE),),
    classifications=(
        Classification(scheme=Scheme.NATIONAL, symbol=_marked("classification"), office="JP"),
    ),
    citations=(Citation(document=REFERENCE), Citation(text=BIB)),
    designated=(BIB,),
    family=BIB,
    notes=(Text(text=BIB),),
)


@pytest.mark.parametrize("form", PUBLICATION_WRITERS)
@settings(deadline=None)
@given(contents=st.frozensets(st.sampled_from(sorted(CONTENTS))))
def test_nothing_of_what_is_cut_is_written(form: str, contents: frozenset[Content]) -> None:
    found = trimmed(PUBLICATION, contents)
    assert (found.id, found.date, found.right) == (
        PUBLICATION.id,
        PUBLICATION.date,
        PUBLICATION.right,
    )
    writer = PUBLICATION_WRITERS[form]
    data = writer.document(found).upper()
    for content in CONTENTS:
        mark = _marked(content).upper().encode()
        if content not in contents:
            assert mark not in data
            assert mark not in encode(found).upper()
        elif content in writer.contents:
            assert mark in data


def test_all_contents_are_the_publication_itself() -> None:
    assert trimmed(PUBLICATION, CONTENTS) == PUBLICATION


def test_every_form_leaves_out_what_it_says_that_it_cannot_hold() -> None:
    head = FileHead(office="JP", date=dt.date(2026, 1, 1))
    for writer in PUBLICATION_WRITERS.values():
        data = b"".join(writer.file(head, [(PUBLICATION, "added")])).upper()
        for content in CONTENTS - writer.contents:
            assert _marked(content).upper().encode() not in data
