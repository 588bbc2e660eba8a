"""The sources against this office's own servers of the same protocols: a second office asks."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.uspto.office import JAPANESE, LATER, OWN, SECRET, Key, furnish
from dossier.sources.stand_ins import case, configured
from madoguchi.accounts import Accounts, set_plan
from madoguchi.archive import Archive
from madoguchi.dossier.sources import Answered, Question, Reply, Sources
from madoguchi.dossier.sources.configuration import Configuration, Configured
from madoguchi.front import application_at
from madoguchi.model import CaseId

KINDS = ("jpo", "ops", "uspto-odp", "global-dossier", "madoguchi")
AMERICAN = case(f"US-patent-{OWN}")
JAPAN = case(f"JP-patent-{JAPANESE.number}")
KOREAN = case("KR-patent-1020180115757")
FAMILY = {str(JAPAN), str(AMERICAN), f"US-patent-{LATER}", str(KOREAN)}
ADDRESS = "https://other-office.example"


class Served:
    """The other office, as a transport."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self.asked: list[str] = []

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None,
        _timeout: float, _most_bytes: int,
    ) -> Reply:  # fmt: skip
        self.asked.append(url)
        got = self._client.request(method, url, headers=dict(headers), content=body)
        return Reply(got.status_code, {k.lower(): v for k, v in got.headers.items()}, got.content)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("other") / "office"


@pytest.fixture(scope="module")
def key(home: Path) -> Key:
    found = furnish(home)
    archive = Archive.at(home)
    set_plan(Accounts(archive), found.number, "unlimited", by="operator")
    archive.close()
    return found


@pytest.fixture(scope="module")
def served(home: Path, key: Key) -> Iterator[Served]:
    assert key
    application = application_at(home)
    with pytest.MonkeyPatch.context() as patch, TestClient(application, ADDRESS) as client:
        limits = application.premises.accounts.limits
        patch.setattr(limits, "minute", lambda *_: None)
        yield Served(client)


def own(kind: str, key: Key) -> Configured:
    shown = "" if kind == "global-dossier" else key.key
    return configured(
        kind, address=ADDRESS, user=key.number, password=key.key, key=shown, offices=()
    )


@pytest.fixture(scope="module")
def sources(
    served: Served, key: Key, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sources]:
    archive = Archive.at(tmp_path_factory.mktemp("asking"))
    unlimited = [_unlimited(own(kind, key)) for kind in KINDS]
    yield Sources(archive, Configuration(sources=tuple(unlimited)), served)
    archive.close()


def _unlimited(one: Configured) -> Configured:
    return Configured(**{n: getattr(one, n) for n in one.__struct_fields__} | {"quotas": {}})


def ask(sources: Sources, kind: str, verb: str, one: CaseId, number: str = "") -> Answered:
    question = Question(source=kind, verb=verb, cases=(one,), number=number)  # type: ignore[arg-type]
    (answer,) = sources.ask_all([question], 20)
    assert answer.failure is None, (answer.failure, answer.reason)
    assert not answer.told.lacking
    return answer


@pytest.mark.parametrize("kind", ["jpo", "global-dossier", "madoguchi"])
@pytest.mark.parametrize("one", [AMERICAN, JAPAN], ids=str)
def test_the_family_that_it_holds(sources: Sources, kind: str, one: CaseId) -> None:
    told = ask(sources, kind, "family", one).told
    found = {str(history.case) for history in told.histories}
    assert found >= FAMILY - ({f"US-patent-{LATER}", str(KOREAN)} if kind == "madoguchi" else set())
    assert f"US-patent-{SECRET}" not in found
    linked = [h for h in told.histories if h.bibliography.priorities or h.bibliography.related]
    assert linked


def test_the_family_of_ops(sources: Sources) -> None:
    told = ask(sources, "ops", "family", AMERICAN).told
    assert {str(one.case) for one in told.histories} == FAMILY - {str(JAPAN)}
    assert "KR1020190036488A" in {one.id for one in told.publications}


@pytest.mark.parametrize("kind", ["jpo", "uspto-odp", "global-dossier", "madoguchi"])
def test_the_file_that_it_holds(sources: Sources, kind: str) -> None:
    told = ask(sources, kind, "member", AMERICAN).told
    assert {one.case for one in told.histories} == {AMERICAN}
    numbers = {document.number for one in told.histories for document in one.documents}
    assert numbers == {"JLQY2TS1", "K87AK41F", "A.../1", "KFCN8CLB"}


def test_the_japanese_file(sources: Sources) -> None:
    told = ask(sources, "jpo", "member", JAPAN).told
    numbers = {document.number for one in told.histories for document in one.documents}
    assert numbers == {"50800695455", "06120285658"}


@pytest.mark.parametrize("kind", ["jpo", "uspto-odp", "global-dossier"])
def test_a_document(sources: Sources, kind: str) -> None:
    content = ask(sources, kind, "document", AMERICAN, "K87AK41F").content
    assert content is not None
    assert content.media_type == "application/pdf"
    assert content.data.startswith(b"%PDF")


def test_a_document_of_an_office_of_the_same_make(sources: Sources) -> None:
    content = ask(sources, "madoguchi", "document", AMERICAN, "K87AK41F").content
    assert content is not None
    assert content.data == b"<office-action/>"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", ["KFCN8CLB", "A.../1", "gone"])
def test_a_document_that_it_does_not_hold(sources: Sources, kind: str, number: str) -> None:
    answer = ask(sources, kind, "document", AMERICAN, number)
    assert (answer.state, answer.content) == ("nothing", None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("verb", ["family", "member"])
def test_what_is_not_laid_open_is_nowhere(sources: Sources, kind: str, verb: str) -> None:
    for hidden in (f"US-patent-{SECRET}", "US-patent-17999999"):
        assert ask(sources, kind, verb, case(hidden)).state == "nothing"


@pytest.mark.parametrize("kind", ["jpo", "ops", "uspto-odp", "madoguchi"])
def test_wrong_credentials_are_refused(served: Served, key: Key, tmp_path: Path, kind: str) -> None:
    wrong = Key(key.number, "mg_wrong")
    archive = Archive.at(tmp_path)
    sources = Sources(archive, Configuration(sources=(own(kind, wrong),)), served)
    question = Question(source=kind, verb="member", cases=(AMERICAN,))
    (answer,) = sources.ask_all([question], 20)
    archive.close()
    assert (answer.state, answer.failure) == ("failed", "refused")
    assert "mg_wrong" not in answer.reason
