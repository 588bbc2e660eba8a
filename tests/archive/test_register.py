"""The register's contract, the same for every database engine."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines import OnPostgresql, OnSqlite
from madoguchi import clock
from madoguchi.archive import Archive, Fact, Recorded, Register, Write, digest
from madoguchi.errors import ConflictError, KeyReusedError

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def write(subject: str = "JP-patent-2020000001", *data: bytes, **more: object) -> Write:
    facts = tuple(Fact(subject, "happened", one) for one in data or (b"{}",))
    return Write(facts=facts, actor="office", **more)  # type: ignore[arg-type]


class RegisterContract:
    """What every engine must do."""

    @pytest.fixture
    def archive(self, url: str) -> Iterator[Archive]:
        opened = Archive(url)
        yield opened
        opened.close()

    @pytest.fixture
    def register(self, archive: Archive) -> Register:
        return archive.register

    def test_an_empty_register(self, register: Register) -> None:
        assert register.position() == 0
        assert register.follow(0) == []
        assert register.facts(["JP-patent-2020000001"]) == {}

    def test_the_receipt_says_where_and_when(self, register: Register) -> None:
        with clock.at(NOON):
            receipt = register.append(write("a", b"1", b"2"))
        assert receipt == Recorded(1, 2, "2026-11-22T12:00:00+00:00")
        facts = register.follow(0)
        assert [(f.position, f.subject, f.version, f.data, f.actor) for f in facts] == [
            (1, "a", 1, b"1", "office"),
            (2, "a", 2, b"2", "office"),
        ]
        assert {f.recorded for f in facts} == {receipt.recorded}

    def test_versions_count_by_subject_and_positions_over_all(self, register: Register) -> None:
        for subject in ("a", "b", "a"):
            register.append(write(subject))
        assert [(f.position, f.subject, f.version) for f in register.follow(0)] == [
            (1, "a", 1),
            (2, "b", 1),
            (3, "a", 2),
        ]
        assert [f.version for f in register.facts(["a"])["a"]] == [1, 2]

    def test_following_goes_on_where_it_stopped(self, register: Register) -> None:
        register.append(write("a", b"1", b"2", b"3"))
        assert [f.position for f in register.follow(0, 2)] == [1, 2]
        assert [f.position for f in register.follow(2, 2)] == [3]
        assert register.follow(3) == []

    def test_a_stale_writer_is_refused_and_the_others_are_not(self, register: Register) -> None:
        register.append(write("a"))
        register.append(write("a", expected={"a": 1}))
        with pytest.raises(ConflictError, match="a is at version 2, not 1"):
            register.append(write("a", expected={"a": 1}))
        outcomes = register.append_all(
            [write("b", expected={"b": 0}), write("a", expected={"a": 0}), write("c")]
        )
        assert [isinstance(one, ConflictError) for one in outcomes] == [False, True, False]
        assert register.position() == 4

    def test_two_expecting_the_same_in_one_commit(self, register: Register) -> None:
        first, second = register.append_all(
            [write("a", expected={"a": 0}), write("a", expected={"a": 0})]
        )
        assert isinstance(first, Recorded)
        assert isinstance(second, ConflictError)

    def test_the_same_submission_again_records_nothing(self, register: Register) -> None:
        with clock.at(NOON):
            first = register.append(write("a", b"1", key="k-1", expected={"a": 0}))
        again = register.append(write("a", b"1", key="k-1", expected={"a": 0}))
        assert again == Recorded(first.first, first.last, first.recorded, again=True)
        assert register.position() == 1
        with pytest.raises(KeyReusedError, match="k-1"):
            register.append(write("a", b"2", key="k-1"))

    def test_a_repeated_key_in_one_commit(self, register: Register) -> None:
        first, second = register.append_all([write(key="k"), write(key="k")])
        assert isinstance(first, Recorded)
        assert isinstance(second, Recorded)
        assert (first.first, second.again) == (second.first, True)

    def test_the_bytes_are_kept_with_the_facts(self, archive: Archive) -> None:
        archive.register.append(write("a", blobs=(b"<notice/>", b"<notice/>", b"other")))
        assert archive.blob(digest(b"<notice/>").hex()) == b"<notice/>"
        assert archive.blob(digest(b"other").hex()) == b"other"

    def test_many_writers_at_once_lose_and_repeat_nothing(self, register: Register) -> None:
        receipts: list[Recorded] = []

        def work(writer: int) -> None:
            receipts.extend(
                register.append(write(f"s{writer % 3}", f"{writer}-{n}".encode(), b"x"))
                for n in range(5)
            )

        threads = [threading.Thread(target=work, args=(n,)) for n in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        facts = register.follow(0, 1000)
        assert [f.position for f in facts] == list(range(1, 201))
        assert sorted(r.first for r in receipts) == list(range(1, 201, 2))
        said = [f.data for f in facts if f.data != b"x"]
        assert sorted(said) == sorted(f"{w}-{n}".encode() for w in range(20) for n in range(5))
        for subject in ("s0", "s1", "s2"):
            mine = register.facts([subject])[subject]
            assert [f.version for f in mine] == list(range(1, len(mine) + 1))

    def test_only_one_of_many_rivals_wins(self, register: Register) -> None:
        results: list[str] = []

        def claim() -> None:
            try:
                register.append(write("a", expected={"a": 0}))
            except ConflictError:
                results.append("refused")
            else:
                results.append("recorded")

        threads = [threading.Thread(target=claim) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(results) == ["recorded", *["refused"] * 11]
        assert register.position() == 1

    def test_two_openings_of_one_register_share_the_positions(
        self, register: Register, url: str
    ) -> None:
        other = Archive(url)
        register.append(write("a"))
        other.register.append(write("b"))
        register.append(write("a"))
        assert [f.position for f in other.register.follow(0)] == [1, 2, 3]
        other.close()

    def test_one_write_that_the_database_refuses_spoils_no_other(self, register: Register) -> None:
        bad = Write(facts=(Fact("a", "happened", [1]),), actor="office")  # type: ignore[arg-type]
        with pytest.raises(Exception, match="."):  # noqa: RUF043
            register.append_all([write("a"), bad, write("b")])
        with pytest.raises(Exception, match="."):  # noqa: RUF043
            register.append(bad)
        assert [f.subject for f in register.follow(0)] == ["a", "b"]
        assert register.append(write("a")).first == 3

    def test_by_subject(self, register: Register) -> None:
        for subject in ("b", "a", "b", "c"):
            register.append(write(subject))
        groups = [[f.subject for f in group] for group in register.by_subject()]
        assert groups == [["a"], ["b", "b"], ["c"]]


class TestSqlite(OnSqlite, RegisterContract):
    pass


class TestPostgresql(OnPostgresql, RegisterContract):
    pass


_WRITERS = """
import sys, threading
from madoguchi.archive import Archive, Fact, Write
archive = Archive(sys.argv[1])
lock = threading.Lock()
def work(writer):
    for n in range(10_000):
        receipt = archive.register.append(
            Write(facts=(Fact(f"s{writer}", "happened", b"%d" % n),), actor="office",
                  key=f"{writer}-{n}", expected={f"s{writer}": n}))
        with lock:
            print(writer, n, receipt.first, flush=True)
for writer in range(8):
    threading.Thread(target=work, args=(writer,)).start()
"""


@pytest.mark.parametrize("lines", [1, 40, 300])
def test_killed_at_any_moment_nothing_acknowledged_is_lost(url: str, lines: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITERS, url], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    acknowledged = [process.stdout.readline().split() for _ in range(lines)]
    process.send_signal(signal.SIGKILL)
    acknowledged += [line.split() for line in process.stdout if line.count(" ") == 2]
    process.wait()
    process.stdout.close()
    archive = Archive(url)
    facts = {fact.position: fact for fact in archive.register.follow(0, 100_000)}
    assert sorted(facts) == list(range(1, len(facts) + 1))
    for writer, n, position in acknowledged:
        fact = facts[int(position)]
        assert (fact.subject, fact.data) == (f"s{writer}", n.encode())
    for versions in archive.register.facts([f"s{w}" for w in range(8)]).values():
        assert [int(fact.data) for fact in versions] == list(range(len(versions)))
    archive.close()


@pytest.fixture
def url(tmp_path: object) -> str:
    return f"sqlite:///{tmp_path}/archive.sqlite"


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.binary(max_size=5), st.integers(-1, 3)), max_size=12
    )
)
def test_versions_are_what_was_expected(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, bytes, int]]
) -> None:
    """Against a model: a write is recorded exactly where it expects what is there."""
    archive = Archive(f"sqlite:///{tmp_path_factory.mktemp('r') / 'archive.sqlite'}")
    model: dict[str, list[bytes]] = {}
    for subject, data, expected in steps:
        wanted = {} if expected < 0 else {subject: expected}
        fits = expected < 0 or expected == len(model.get(subject, []))
        if fits:
            archive.register.append(write(subject, data, expected=wanted))
            model.setdefault(subject, []).append(data)
        else:
            with pytest.raises(ConflictError):
                archive.register.append(write(subject, data, expected=wanted))
    found = archive.register.facts(list(model))
    assert {s: [f.data for f in facts] for s, facts in found.items()} == model
    archive.close()
