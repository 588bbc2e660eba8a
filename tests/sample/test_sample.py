import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from madoguchi.errors import RefusedError
from madoguchi.formats import FORMATS, Account, Refusal
from madoguchi.intake.opening import Source, open_all
from madoguchi.law import application_number, publication_number
from madoguchi.model import Publication, Right, Scheme
from madoguchi.sample import Shipped, write_sample
from madoguchi.sample.grammar import predicate
from madoguchi.sample.subjects import LANGUAGES, Subject, Words, subjects

pytestmark = pytest.mark.xdist_group("sample")
PATENT_OFFICES = ("JP", "US", "EP", "CN", "KR", "UY")
LANGUAGE = {"JP": "ja", "US": "en", "EP": "en", "CN": "zh", "KR": "ko", "UY": "es"}


@dataclass(frozen=True)
class World:
    folder: Path
    written: int
    publications: tuple[Publication, ...]
    beside: dict[str, frozenset[str]]
    refusals: tuple[str, ...]
    account: Account

    def patents(self, office: str) -> list[Publication]:
        return [
            one
            for one in self.publications
            if one.office == office and one.right in (Right.PATENT, Right.UTILITY_MODEL)
        ]


@pytest.fixture(scope="module")
def world(shipped: tuple[Path, Shipped]) -> World:
    folder, written = shipped
    account = Account()
    publications: list[Publication] = []
    refusals: list[str] = []
    beside: dict[str, frozenset[str]] = {}
    for source in _documents(folder):
        start = source.stream.read(4096)
        source.stream.seek(0)
        for piece in FORMATS.split(source.stream, start):
            if isinstance(piece, Refusal):
                refusals.append(piece.reason)
                continue
            try:
                _, told = FORMATS.read(piece, account)
            except RefusedError as error:
                refusals.append(error.reason)
                continue
            for found in told:
                assert isinstance(found, Publication)
                publications.append(found)
                files = {drawing.file for drawing in found.drawings}
                beside[found.id] = frozenset(f for f in files if source.beside.size(f) is not None)
    return World(
        folder, written.publications, tuple(publications), beside, tuple(refusals), account
    )


def _documents(folder: Path) -> Iterator[Source]:
    """The files of publications; those of cases have tests of their own."""
    for opened in open_all([one for one in folder.iterdir() if one.name != "cases"]):
        if isinstance(opened, Source) and not opened.path.endswith(".svg"):
            yield opened


def test_everything_is_read_and_every_field_known(world: World) -> None:
    assert world.refusals == ()
    assert world.account.report().unknown == []
    assert len(world.publications) == world.written
    assert len({one.id for one in world.publications}) == world.written


def test_size(world: World) -> None:
    assert 1900 <= world.written <= 2300
    size = sum(file.stat().st_size for file in world.folder.rglob("*") if file.is_file())
    assert size < 60_000_000


def test_all_five_rights_and_six_offices(world: World) -> None:
    rights = Counter(one.right for one in world.publications)
    assert set(rights) == set(Right)
    assert (rights[Right.DESIGN], rights[Right.TRADE_MARK]) == (52, 60)
    assert rights[Right.GEOGRAPHICAL_INDICATION] == 6
    assert {one.office for one in world.publications} == set(PATENT_OFFICES)


@pytest.mark.parametrize("office", PATENT_OFFICES)
def test_patents_are_complete(world: World, office: str) -> None:
    for one in world.patents(office):
        assert one.date is not None
        assert one.application is not None, one.id
        assert one.titles
        assert one.titles[0].text
        assert one.claims[0].lang == LANGUAGE[office]
        assert 5 <= len(one.claims[0].claims) <= 12
        assert one.descriptions[0].lang == LANGUAGE[office]
        assert one.applicants or one.owners
        assert one.inventors
        assert one.agents or office == "US"
        assert one.classifications
        assert any(block.kind == "table" for block in one.descriptions[0].blocks)


@pytest.mark.parametrize("office", PATENT_OFFICES)
def test_claims_depend_as_they_say(world: World, office: str) -> None:
    for one in world.patents(office):
        claims = one.claims[0].claims
        independent = [claim.number for claim in claims if claim.independent]
        assert independent[0] == 1, one.id
        assert len(independent) == (1 if one.kind == "U" else 2), (one.id, independent)


@pytest.mark.parametrize("office", PATENT_OFFICES)
def test_claims_have_no_holes(world: World, office: str) -> None:
    """Nothing of the templates is left over, and no word is doubled by joining."""
    for one in world.patents(office):
        texts = [claim.text for claim in one.claims[0].claims]
        texts += [block.text for block in one.descriptions[0].blocks if block.kind == "paragraph"]
        for text in texts:
            assert not re.search(r"[{}|]|  |、、|,,|\bthe the\b|\ba a\b|\bde el\b|\bnan\b", text), (
                one.id
            )


def test_japanese_abstracts_have_their_three_marks(world: World) -> None:
    for one in world.patents("JP"):
        text = one.abstracts[0].text
        assert text.startswith("【課題】")
        assert "【解決手段】" in text
        assert "【選択図】図１" in text


def test_every_drawing_lies_beside_its_document(world: World) -> None:
    for one in world.publications:
        assert {drawing.file for drawing in one.drawings} == world.beside[one.id], one.id


def test_representative_drawing_is_marked(world: World) -> None:
    for office in PATENT_OFFICES:
        for one in world.patents(office):
            assert any(drawing.representative for drawing in one.drawings), one.id


def test_drawings_are_small_well_formed_and_titled(world: World) -> None:
    drawings = sorted(world.folder.rglob("*.svg"))
    assert drawings
    for file in drawings:
        data = file.read_bytes()
        assert data.startswith(b"<svg")
        assert len(data) < 8_000
        assert ET.fromstring(data).findtext("{http://www.w3.org/2000/svg}title")


def test_families_share_a_priority(world: World) -> None:
    held = {
        _key(one.office, one.application.number) for one in world.publications if one.application
    }
    claimed = [
        _key(priority.document.office, priority.document.number)
        for one in world.publications
        for priority in one.priorities
    ]
    assert len(claimed) > 800
    assert set(claimed) <= held


def _key(office: str, number: str) -> str:
    return office + application_number(office, number)


def test_priorities_are_claimed_within_twelve_months(world: World) -> None:
    for one in world.publications:
        for priority in one.priorities:
            assert one.application is not None
            assert one.application.date is not None
            assert priority.document.date is not None
            assert 0 <= (one.application.date - priority.document.date).days <= 366, one.id


def test_citations_name_earlier_publications_of_the_sample(world: World) -> None:
    dates = {one.id: one.date for one in world.publications}
    found = 0
    for one in world.publications:
        for citation in one.citations:
            if citation.document is None:
                continue
            cited = citation.document
            kind = "A" if cited.kind == "T" else cited.kind
            number = publication_number(cited.office, cited.number, kind, cited.date)
            day = _day_of(dates, f"{cited.office}{number}", kind)
            assert one.date is not None
            assert day is not None
            assert day < one.date
            found += 1
    assert found > 500


def _day_of(dates: dict[str, dt.date | None], number: str, kind: str) -> dt.date | None:
    """Return the day of a publication; what a text cites may lack the kind code."""
    kinds = (kind,) if kind else ("A", "U", "B2", "A1")
    return next(day for one in kinds if (day := dates.get(number + one)))


def test_japanese_texts_name_documents(world: World) -> None:
    applicant = [
        one.document
        for publication in world.patents("JP")
        for one in publication.citations
        if one.phase == "applicant" and one.text
    ]
    offices = Counter(document.office for document in applicant if document)
    assert set(offices) >= {"JP", "US", "EP"}
    assert sum(offices.values()) > 200


def test_numbers_rise_with_the_dates(world: World) -> None:
    grants = sorted(
        (one for one in world.patents("US") if one.kind == "B2"),
        key=lambda one: (one.date, int(one.number)),
    )
    for earlier, later in pairwise(grants):
        assert earlier.date == later.date or int(earlier.number) < int(later.number) + 200


def test_days_of_publication(world: World) -> None:
    weekdays = {("US", "A1"): {3}, ("US", "B2"): {1}, ("EP", "A1"): {2}, ("CN", "A"): {1, 4}}
    for one in world.publications:
        expected = weekdays.get((one.office, one.kind))
        assert expected is None or (one.date is not None and one.date.weekday() in expected), one.id


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ja", "負極活物質"),
        ("en", "coated cathode"),
        ("zh", "正极材料"),
        ("ko", "이차 전지"),
        ("es", "batería"),
    ],
)
def test_words_that_an_examiner_would_search(world: World, lang: str, words: str) -> None:
    texts = [
        body.text
        for one in world.publications
        for body in (*one.descriptions, *one.abstracts)
        if body.lang == lang
    ]
    assert sum(words in text for text in texts) >= 3


def test_two_runs_are_the_same_to_the_byte(world: World, tmp_path: Path) -> None:
    write_sample(tmp_path)
    assert _digests(tmp_path) == _digests(world.folder)


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


SHOWN = {
    "JP2019173634A": "JP6944947B2 US20190300853A1 US11353263B2 EP3670170A1 CN112873505A "
    "KR1020190127498A UY37986A1",
    "JP2019016804A": "JP6573238B2 US20190037607A1 US10625136B2 EP3548884A1 CN111879351A "
    "KR1020190015782A UY37499A1",
    "JP2018068334A": "JP6314583B2 US20180124001A1 US10309614B2 EP3427598A1 CN110844545A "
    "KR1020180053990A UY37127A1",
}


@pytest.mark.parametrize(("shown", "others"), SHOWN.items())
def test_the_families_that_the_readme_shows(world: World, shown: str, others: str) -> None:
    known = {one.id: one for one in world.publications}
    members = [known[one] for one in (shown, *others.split())]
    assert {one.office for one in members} == set(PATENT_OFFICES)
    first = members[0].application
    assert first is not None
    for member in members[2:]:
        assert [_key("JP", one.document.number) for one in member.priorities] == [
            _key("JP", first.number)
        ]


def test_united_states_designs(world: World) -> None:
    designs = [one for one in world.publications if (one.office, one.kind) == ("US", "S1")]
    assert len(designs) == 12
    for one in designs:
        assert one.right is Right.DESIGN
        assert [c.scheme for c in one.classifications] == [Scheme.NATIONAL, Scheme.LOCARNO]
        assert one.claims[0].claims[0].text.startswith("The ornamental design for a")
        assert one.date is not None
        assert one.date.weekday() == 1


def test_the_subjects_are_all_used(world: World) -> None:
    titles = {title.text for one in world.patents("EP") for title in one.titles}
    for subject in subjects():
        assert any(subject.object["de"].casefold() in title.casefold() for title in titles)


@pytest.mark.parametrize("subject", subjects(), ids=lambda subject: subject.key)
def test_words_are_given_in_every_language(subject: Subject) -> None:
    for words, langs in _words(subject):
        for lang in langs:
            assert words[lang]
            assert words[lang].strip() == words[lang], words[lang]


@pytest.mark.parametrize("subject", subjects(), ids=lambda subject: subject.key)
def test_materials_belong_to_a_part(subject: Subject) -> None:
    names = {one.name["ja"] for one in subject.parts}
    names |= {one.name["ja"] for one in subject.features}
    assert subject.options_of in names if subject.options else not subject.options_of


@pytest.mark.parametrize(
    ("clause", "sentence"),
    [
        ("물을 공급하는", "물을 공급한다"),
        ("오목부를 갖는", "오목부를 갖는다"),
        ("매달려 있는", "매달려 있다"),
        ("막을 만드는", "막을 만든다"),
        ("막으로 이루어진", "막으로 이루어진 것이다"),
    ],
)
def test_korean_clauses_become_sentences(clause: str, sentence: str) -> None:
    assert predicate(clause, "ko") == sentence


def _words(subject: Subject) -> Iterator[tuple[Words, tuple[str, ...]]]:
    for words in (subject.object, subject.method, *(one.name for one in subject.features)):
        yield words, LANGUAGES
    texts = LANGUAGES[:5]
    for words in (subject.background, subject.measure, *subject.steps, *subject.options):
        yield words, texts
    for part in subject.parts:
        yield part.name, texts
        yield part.does, texts
    for feature in subject.features:
        yield from ((words, texts) for words in (feature.does, feature.problem, feature.quantity))
