"""The line to a source: tries again, keeps to its time, goes nowhere else."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest

from dossier.sources.stand_ins import Answer, Stand, configured, replied
from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.dossier.sources import Reply, SourceError, calling
from madoguchi.dossier.sources.calling import Telephone, Tolls, retry_after
from madoguchi.dossier.sources.configuration import Quota
from madoguchi.dossier.sources.quotas import Limited, Quotas

GOOD = replied({"a": 1})
Lined = Callable[..., tuple[Telephone, Stand]]


@pytest.fixture
def lined(archive: Archive, slept: list[float]) -> Lined:
    assert slept == []

    def make(answer: Answer, quota: Quota | None = None, **told: Any) -> tuple[Telephone, Stand]:
        one, stand = configured(**told), Stand({"/": answer})
        quotas = {"": quota} if quota else {}
        limited = Limited(source=one.name, quotas=quotas, reserve=0)
        return Telephone(one, stand, Tolls(Quotas(archive.database), limited)), stand

    return make


def replying(*replies: Reply | SourceError) -> Callable[[str], Reply]:
    left = list(replies)

    def answer(_url: str) -> Reply:
        one = left.pop(0)
        if isinstance(one, SourceError):
            raise one
        return one

    return answer


def failure(line: Telephone, *words: Any, **more: Any) -> SourceError:
    with pytest.raises(SourceError) as caught:
        line.ask(*words, **more)
    return caught.value


def test_tried_again_until_it_answers(lined: Lined, slept: list[float]) -> None:
    line, stand = lined(replying(Reply(503, {}, b""), SourceError("late", "x"), GOOD))
    assert line.ask("GET", "a").status == 200
    assert len(stand.called) == 3
    assert len(slept) == 2
    assert 0.1 < slept[0] <= 0.3 < slept[1] * 2 <= 1.2


def test_not_tried_again_without_end(lined: Lined) -> None:
    line, stand = lined(Reply(500, {}, b""))
    assert failure(line, "GET", "a").failure == "unreachable"
    assert len(stand.called) == 3


@pytest.mark.parametrize("status", [401, 403, 429])
def test_refusals_are_not_tried_again(lined: Lined, status: int) -> None:
    line, stand = lined(Reply(status, {}, b""))
    failure(line, "GET", "a")
    assert len(stand.called) == 1


def test_only_what_may_be_repeated_is(lined: Lined) -> None:
    line, stand = lined(Reply(500, {}, b""))
    failure(line, "POST", "a", body=b"")
    assert len(stand.called) == 1


def test_not_tried_again_later_than_its_time(lined: Lined, slept: list[float]) -> None:
    line, stand = lined(Reply(503, {"retry-after": "60"}, b""), total=30)
    assert failure(line, "GET", "a").retry_after == 60
    assert len(stand.called) == 1
    assert slept == []


def test_a_spent_time_is_late(lined: Lined, monkeypatch: pytest.MonkeyPatch) -> None:
    line, stand = lined(GOOD, total=30)
    monkeypatch.setattr(time, "monotonic", lambda: 1e12)
    assert failure(line, "GET", "a").failure == "late"
    assert stand.called == []


def test_every_try_counts(lined: Lined) -> None:
    line, stand = lined(Reply(500, {}, b""), Quota(day=2))
    assert failure(line, "GET", "a").failure == "exhausted"
    assert len(stand.called) == 2


def test_a_minute_is_waited_for_where_the_time_allows_it(lined: Lined, slept: list[float]) -> None:
    line, stand = lined(GOOD, Quota(minute=1), total=30)
    moment = dt.datetime(2026, 5, 7, 12, 0, 50, tzinfo=dt.UTC)
    with clock.at(moment):
        line.ask("GET", "a")

    def wait(seconds: float) -> None:
        slept.append(seconds)
        line._tolls = line._tolls._replace(limited=Limited(source="other"))

    with clock.at(moment), pytest.MonkeyPatch.context() as patch:
        patch.setattr(calling, "_sleep", wait)
        line.ask("GET", "a")
    assert slept == [10.0]
    assert len(stand.called) == 2


@pytest.mark.parametrize(
    ("headers", "status", "seconds"),
    [
        ({"x-rejection-reason": "IndividualQuotaPerHour"}, 403, 3600),
        ({"x-rejection-reason": "RegisteredQuotaPerWeek"}, 403, 6 * 3600),
        ({"x-rejection-reason": "RegisteredQuotaPerWeek", "retry-after": "5"}, 403, 5),
        ({"x-throttling-control": "overloaded (inpadoc=black:0, search=red:5)"}, 403, 60),
        ({"x-throttling-control": "busy (inpadoc=black:0)"}, 503, 60),
        ({"retry-after": "nonsense"}, 429, 0),
    ],
)
def test_quotas_of_the_source(
    lined: Lined, headers: dict[str, str], status: int, seconds: float
) -> None:
    line, stand = lined(Reply(status, headers, b""))
    error = failure(line, "GET", "a")
    assert (error.failure, error.retry_after, error.whole) == ("exhausted", seconds, True)
    assert len(stand.called) == 1


def test_green_lights_are_no_failure(lined: Lined) -> None:
    line, _ = lined(Reply(200, {"x-throttling-control": "idle (inpadoc=black:0)"}, b""))
    assert line.ask("GET", "a").status == 200


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("5", 5.0), ("", 0.0), ("-5", 0.0), ("9" * 50, 0.0), ("99999999", 604800.0),
     ("Thu, 07 May 2026 12:00:30 GMT", 30.0), ("Thu, 07 May 1926 12:00:30 GMT", 0.0),
     ("Thu, 07 May 2026 12:00:30", 0.0), ("٥", 0.0)],
)  # fmt: skip
def test_when_to_come_again(told: str, seconds: float) -> None:
    with clock.at(dt.datetime(2026, 5, 7, 12, tzinfo=dt.UTC)):
        assert retry_after(Reply(503, {"retry-after": told}, b"")) == seconds


@pytest.mark.parametrize(
    "place",
    ["http://169.254.169.254/latest", "https://other.example/x", "file:///etc/passwd",
     "http://source.example/plain", "https://source.example:8443/x", "gopher://source.example/",
     "https://source.example@other.example/", "https://[/"],
)  # fmt: skip
def test_no_other_host_is_called(lined: Lined, place: str) -> None:
    line, stand = lined(GOOD)
    assert failure(line, "GET", place).failure == "unreadable"
    assert stand.called == []


def test_hosts_of_the_configuration_are(lined: Lined) -> None:
    line, stand = lined(GOOD, hosts=("files.example",))
    assert line.ask("GET", "https://files.example/x").status == 200
    assert line.ask("GET", "https://source.example/y").status == 200
    assert failure(line, "GET", "http://files.example/x").failure == "unreadable"
    assert stand.paths == ["https://files.example/x", "y"]


@pytest.mark.parametrize("place", ["a b", "a\r\nhost: x", "é", "\x00", "x" * 5000])
def test_addresses_are_clean(lined: Lined, place: str) -> None:
    line, stand = lined(GOOD)
    assert failure(line, "GET", place).failure == "unreadable"
    assert stand.called == []


def test_headers_are_clean(lined: Lined) -> None:
    line, stand = lined(GOOD)
    error = failure(line, "GET", "a", headers={"authorization": "x\r\nhost: y"})
    assert error.failure == "refused"
    assert "x\r\n" not in str(error)
    assert stand.called == []
