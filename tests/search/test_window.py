"""The window: snippets show why a publication was found, wherever the words stand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from madoguchi.archive import Archive, Received
from madoguchi.model import (
    Block,
    Body,
    Claim,
    ClaimSet,
    DocumentId,
    Priority,
    Publication,
    Text,
    encode,
)
from madoguchi.search import Asked, SearchIndex, Window

LONG = "電池に関する一般的な説明である。" * 60


def publication(number: int, **more: object) -> Publication:
    fields: dict[str, object] = {
        "office": "JP",
        "number": f"2020{number:06d}",
        "kind": "A",
        "titles": (Text(text="電池", lang="ja"),),
        "abstracts": (Body(blocks=(Block(text=LONG),), lang="ja"),),
        "application": DocumentId(number=f"2019{number:06d}", office="JP"),
    }
    return Publication(**{**fields, **more})  # type: ignore[arg-type]


DEEP = publication(
    1,
    claims=(ClaimSet(claims=(Claim(number=1, text="電池。"), Claim(number=2, text="燒結助剤を含む、請求項１に記載の電池。")), lang="ja"),),
    descriptions=(Body(blocks=(Block(text=LONG), Block(text="ここにセパレーターがある。")), lang="ja"),),
)  # fmt: skip
LATER = publication(
    2, priorities=(Priority(document=DocumentId(number="2019000001", office="JP")),)
)


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    archive = Archive.at(tmp_path)
    items = [Received("test", 0, encode(p), p.id, encode(p), "file") for p in (DEEP, LATER)]
    archive.append(items)
    index = SearchIndex(tmp_path, archive)
    index.catch_up()
    yield Window(index.engine, archive)
    archive.close()


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("セパレータ", "<mark>セパレーター</mark>がある"),
        ("焼結", "<mark>燒結</mark>助剤"),
        ("燒結", "<mark>燒結</mark>助剤"),
    ],
)
def test_words_deep_in_a_document_are_shown(window: Window, words: str, shown: str) -> None:
    [hit] = window.search(Asked(expression=words, lang="ja")).hits
    assert shown in hit.snippet
    assert hit.snippet_lang == "ja"


def test_without_words_the_abstract_begins(window: Window) -> None:
    hit = window.search(Asked(expression="", sort="number")).hits[0]
    assert hit.snippet.startswith("電池に関する")


def test_cards_of_a_family_are_found_by_numbers(window: Window) -> None:
    assert [card.id for card in window.kin([LATER.id], [])] == [LATER.id]
    assert {card.id for card in window.kin([DEEP.id], ["JP2019000002"])} == {DEEP.id, LATER.id}
    assert window.kin([], []) == ()


def test_publications_are_found_under_their_applications_number(window: Window) -> None:
    assert [card.id for card in window.named(["JP2019000002"])] == [LATER.id]


def test_a_page_says_how_far_it_is_complete(window: Window) -> None:
    page = window.search(Asked(expression="電池", limit=1))
    assert (page.as_of, page.total, len(page.hits)) == (2, 2, 1)
    rest = window.search(Asked(expression="電池", limit=1, cursor=page.next))
    assert rest.next == ""
    assert rest.hits[0].card.id != page.hits[0].card.id
