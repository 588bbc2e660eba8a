"""What every source does alike, whatever it asks: tell what is told, and say what is no answer."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossier.sources.stand_ins import KINDS, Answer, Asking, Kind, asking, configured, replied
from madoguchi.archive import Archive
from madoguchi.dossier.sources import Content, Reply, SourceError, Told
from madoguchi.dossier.sources.calling import Telephone
from madoguchi.dossier.sources.source import Line
from madoguchi.model import decode, decode_history, encode, encode_history

VERBS = ("family", "member", "document")
kinds = pytest.mark.parametrize("kind", KINDS, ids=[f"{k.kind}-{k.case.office}" for k in KINDS])
verbs = pytest.mark.parametrize("verb", VERBS)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder: Path = tmp_path_factory.mktemp("contract")
    found = Archive(f"sqlite:///{folder / 'archive.sqlite'}")
    yield found
    found.close()


@pytest.fixture(autouse=True)
def _no_pauses(slept: list[float]) -> None:
    assert slept == []


def ask(asked: Asking, kind: Kind, verb: str, number: str = "") -> Told | Content | None:
    line: Line = asked.line
    if verb == "family":
        return asked.source.family(line, (kind.case,), ())
    if verb == "member":
        return asked.source.member(line, kind.case, ())
    return asked.source.document(line, kind.case, number or kind.document or "1")


def tells(kind: Kind, verb: str) -> bool:
    return verb != "document" or bool(kind.document)


def without_token(kind: Kind, answer: Answer) -> dict[str, Answer]:
    """Everything but the token is answered so."""
    tokens = {piece: reply for piece, reply in kind.answers.items() if piece.startswith("/auth")}
    return {**tokens, "/": answer}


def refused(archive: Archive, kind: Kind, verb: str, answer: Answer, **told: float) -> SourceError:
    asked = asking(archive, configured(kind.kind, **told), without_token(kind, answer))
    with pytest.raises(SourceError) as caught:
        ask(asked, kind, verb)
    return caught.value


@kinds
@verbs
def test_what_is_told_is_valid(archive: Archive, kind: Kind, verb: str) -> None:
    told = ask(asking(archive, configured(kind.kind), kind.answers), kind, verb)
    if not tells(kind, verb):
        assert told is None
    elif verb == "document":
        assert isinstance(told, Content)
        assert told.data
    else:
        assert isinstance(told, Told)
        assert any(one.case == kind.case for one in told.histories)
        assert not told.lacking
        assert all(decode_history(encode_history(one)) == one for one in told.histories)
        assert all(decode(encode(one)) == one for one in told.publications)


@kinds
@verbs
def test_nothing_is_no_error(archive: Archive, kind: Kind, verb: str) -> None:
    asked = asking(archive, configured(kind.kind), without_token(kind, Reply(404, {}, b"")))
    if kind.kind == "jpo":
        return  # says so by its codes; see test_jpo
    assert not ask(asked, kind, verb)


@kinds
def test_a_document_that_is_not_there_is_none(archive: Archive, kind: Kind) -> None:
    asked = asking(archive, configured(kind.kind), kind.answers)
    assert ask(asked, kind, "document", "06000000000") is None


@kinds
@verbs
@pytest.mark.parametrize(
    ("status", "failure"),
    [(500, "unreachable"), (503, "unreachable"), (401, "refused"), (403, "refused"),
     (429, "exhausted"), (302, "unreachable")],
)  # fmt: skip
def test_statuses_that_are_no_answer(
    archive: Archive, kind: Kind, verb: str, status: int, failure: str
) -> None:
    if not tells(kind, verb):
        return
    answer = Reply(status, {"retry-after": "17"}, b"<html>no</html>")
    error = refused(archive, kind, verb, answer)
    assert error.failure == failure
    if failure == "exhausted":
        assert error.retry_after == 17


@kinds
@verbs
@pytest.mark.parametrize(
    "body",
    [b"<html><body>Maintenance</body></html>", b"{", b"\x00\xff" * 50, b'{"a": 1}', b"[]",
     b'{"a":' * 5000, b"<a>" * 5000,
     b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><family-member>&b;</family-member>'],
)  # fmt: skip
def test_garbage_cannot_be_read(archive: Archive, kind: Kind, verb: str, body: bytes) -> None:
    if verb == "document" and kind.document:
        return  # a document may be anything
    if not tells(kind, verb) or (kind.kind == "madoguchi" and body == b'{"a": 1}'):
        return  # JSON with other members is an answer of a later version, with nothing known in it
    assert refused(archive, kind, verb, replied(body)).failure == "unreadable"


@kinds
@verbs
def test_slow_is_late(archive: Archive, kind: Kind, verb: str) -> None:
    def slow(_url: str) -> Reply:
        raise SourceError("late", "no whole answer within 30 s")

    if tells(kind, verb):
        assert refused(archive, kind, verb, slow).failure == "late"


@kinds
@verbs
def test_endless_answers_are_cut(archive: Archive, kind: Kind, verb: str) -> None:
    def endless(_url: str) -> Reply:
        return Reply(200, {}, b"x" * ((64 << 20) + 1))

    if tells(kind, verb):
        assert refused(archive, kind, verb, endless).failure == "unreadable"


@kinds
def test_secrets_stand_in_no_error(archive: Archive, kind: Kind) -> None:
    secrets = {"user": "us3r", "password": "pa55word", "key": "k3ykey"}
    for status in (400, 401, 403, 500):
        answers = {"/": Reply(status, {}, b"")}
        asked = asking(archive, configured(kind.kind, **secrets), answers)
        with pytest.raises(SourceError) as caught:
            ask(asked, kind, "family")
        assert not any(secret in str(caught.value) for secret in secrets.values())


@kinds
@pytest.mark.parametrize(
    "number",
    ["../../auth/token", "a/b", "a?b=c", "a#b", "%2e%2e", "a\r\nx: y", "..", "é", "x" * 300],
)
def test_numbers_stay_in_their_place(archive: Archive, kind: Kind, number: str) -> None:
    asked = asking(archive, configured(kind.kind), kind.answers)
    try:
        ask(asked, kind, "document", number)
    except SourceError as error:
        assert error.failure == "unreadable"  # noqa: PT017 - either is right
    for path in asked.stand.paths:
        assert "\n" not in path
        assert "?" not in path
        assert "#" not in path
        assert "/../" not in path
        assert not path.endswith("/..")


_SPOILED = st.tuples(st.sampled_from(KINDS), st.sampled_from(VERBS), st.integers(0, 10**9))


@given(spoiled=_SPOILED)
@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spoiled_answers_raise_nothing_else(
    archive: Archive, spoiled: tuple[Kind, str, int]
) -> None:
    """Answers cut off, with bytes changed, doubled or put in other places."""
    kind, verb, seed = spoiled
    draw = random.Random(seed)  # noqa: S311 - no secret
    answers: dict[str, Answer] = {
        piece: _spoil(reply, draw) if isinstance(reply, Reply) else reply
        for piece, reply in kind.answers.items()
    }
    asked = asking(archive, configured(kind.kind, attempts=1), answers)
    assert isinstance(asked.line, Telephone)
    try:
        told = ask(asked, kind, verb)
    except SourceError:
        return
    assert told is None or isinstance(told, Told | Content)


def _spoil(reply: Reply, draw: random.Random) -> Reply:
    data = bytearray(reply.body)
    for _ in range(draw.randint(0, 3)):
        place = draw.randint(0, len(data))
        match draw.randint(0, 3):
            case 0:
                del data[place:]
            case 1 if place < len(data):
                data[place] = draw.randint(0, 255)
            case 2:
                data[place:place] = data[: draw.randint(0, 200)]
            case _:
                del data[place : place + draw.randint(1, 40)]
    return Reply(reply.status, reply.headers, bytes(data))
