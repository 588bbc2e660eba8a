"""Quotas: exact for all processes, anew at midnight where the source is."""

import datetime as dt
import threading
from collections.abc import Iterator

import pytest

from engines import OnPostgresql, OnSqlite
from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.dossier.sources import SourceError
from madoguchi.dossier.sources.configuration import Quota
from madoguchi.dossier.sources.quotas import Limited, Quotas

NOON = dt.datetime(2026, 5, 7, 12, tzinfo=dt.UTC)


def limited(reserve: float = 0, zone: str = "UTC", **quotas: Quota) -> Limited:
    named = {name.replace("_", "/"): quota for name, quota in quotas.items()}
    named = {"" if name == "whole" else name: quota for name, quota in named.items()}
    return Limited(source="one", quotas=named, reserve=reserve, zone=zone)


def spent(quotas: Quotas, limit: Limited, counter: str, *, staff: bool = True) -> int:
    """How many calls are let through until there are no more."""
    for number in range(100):
        try:
            quotas.spend(limit, counter, staff=staff)
        except SourceError:
            return number
    return 100


class Contract:
    @pytest.fixture
    def archive(self, url: str) -> Iterator[Archive]:
        found = Archive(url)
        yield found
        found.close()

    @pytest.fixture
    def quotas(self, archive: Archive) -> Quotas:
        return Quotas(archive.database)

    def test_exact_at_once(self, archive: Archive) -> None:
        limit = limited(whole=Quota(day=20))
        counts: list[int] = []

        def spend() -> None:
            counts.append(spent(Quotas(archive.database), limit, "x"))

        threads = [threading.Thread(target=spend) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sum(counts) == 20

    def test_the_shortest_counts_and_a_refusal_takes_nothing(self, quotas: Quotas) -> None:
        limit = limited(whole=Quota(day=5), a=Quota(day=2), a_b=Quota(day=9))
        with clock.at(NOON):
            assert spent(quotas, limit, "a/b") == 2
            assert spent(quotas, limit, "c") == 3
            used = {one.counter: one.used for one in quotas.spent(limit)}
        assert used == {"": 5, "a": 2, "a/b": 2}

    def test_the_reserve(self, quotas: Quotas) -> None:
        limit = limited(reserve=0.3, whole=Quota(week=10))
        assert spent(quotas, limit, "", staff=False) == 7
        assert spent(quotas, limit, "", staff=True) == 3

    def test_no_limit_is_no_limit(self, quotas: Quotas) -> None:
        assert spent(quotas, limited(), "x") == 100
        assert spent(quotas, limited(y=Quota(day=1)), "x") == 100

    def test_none_at_all(self, quotas: Quotas) -> None:
        assert spent(quotas, limited(x=Quota(day=0)), "x") == 0

    def test_what_the_source_says_is_left(self, quotas: Quotas) -> None:
        limit = limited(x=Quota(day=50))
        quotas.left(limit, "x", 3)
        assert spent(quotas, limit, "x") == 3
        quotas.left(limit, "x", 40)  # counted more than the source; the lower figure stands
        assert spent(quotas, limit, "x") == 0
        quotas.left(limit, "unknown", 3)
        assert spent(quotas, limit, "unknown") == 100

    @pytest.mark.parametrize(
        ("quota", "later", "seconds"),
        [(Quota(minute=1), dt.timedelta(seconds=45), 45.0),
         (Quota(day=1), dt.timedelta(hours=3), 3 * 3600.0 - 15),
         (Quota(week=1), dt.timedelta(days=3, hours=3), 3 * 86400 + 3 * 3600.0 - 15)],
    )  # fmt: skip
    def test_anew_in_the_next(
        self, quotas: Quotas, quota: Quota, later: dt.timedelta, seconds: float
    ) -> None:
        """Noon in Greenwich of Thursday, 15 s later, is 21:00 in Tokyo."""
        limit = limited(zone="Asia/Tokyo", x=quota)
        moment = NOON + dt.timedelta(seconds=15)
        with clock.at(moment):
            quotas.spend(limit, "x", staff=True)
            with pytest.raises(SourceError) as caught:
                quotas.spend(limit, "x", staff=True)
            assert caught.value.retry_after == seconds
        with clock.at(moment + later):
            assert spent(quotas, limit, "x") == 1

    def test_old_counts_are_forgotten(self, quotas: Quotas) -> None:
        limit = limited(x=Quota(day=1))
        for days in (0, 90):
            with clock.at(NOON + dt.timedelta(days=days)):
                quotas.spend(limit, "x", staff=True)
        with clock.at(NOON):
            assert spent(quotas, limit, "x") == 1


class TestOnSqlite(Contract, OnSqlite):
    pass


class TestOnPostgresql(Contract, OnPostgresql):
    pass
