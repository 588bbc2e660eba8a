"""No reader leaves nothing of a quota to all others."""

import datetime as dt

import pytest

from madoguchi import clock
from madoguchi.dossier import SourceError, network
from madoguchi.dossier.sources.configuration import Quota
from madoguchi.dossier.sources.quotas import Limited
from madoguchi.dossier.sources.rations import Rations

NOON = dt.datetime(2026, 11, 22, 12, 0, 30, tzinfo=dt.UTC)


def taken(rations: Rations, limited: Limited, reader: str, most: int = 1000) -> int:
    """How many calls a reader may make before the ration is used up."""
    for count in range(most):
        try:
            rations.take(limited, "a", reader)
        except SourceError as error:
            return count if (error.failure, error.whole) == ("rationed", False) else -1
    return most


@pytest.mark.parametrize(
    ("quota", "most"),
    [(Quota(minute=10), 4), (Quota(day=400), 80), (Quota(week=400), 80), (Quota(day=1), 1)],
    ids=["minute", "day", "week", "few"],
)
def test_a_reader_has_a_share_and_the_next_one_too(quota: Quota, most: int) -> None:
    rations, limited = Rations(), Limited(source="jpo", quotas={"a": quota})
    with clock.at(NOON):
        assert taken(rations, limited, "192.0.2.0/24") == most
        assert taken(rations, limited, "192.0.2.0/24") == 0
        assert taken(rations, limited, "198.51.100.0/24") == most
    with clock.at(NOON + dt.timedelta(days=8)):
        assert taken(rations, limited, "192.0.2.0/24") == most


def test_nobody_is_rationed_where_there_is_no_quota_or_no_reader() -> None:
    rations = Rations()
    assert taken(rations, Limited(source="jpo"), "192.0.2.0/24") == 1000
    assert taken(rations, Limited(source="jpo", quotas={"a": Quota(day=8)}), "") == 1000


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("testclient", "testclient"),
        ("", "unknown"),
    ],
)
def test_a_network(address: str, expected: str) -> None:
    assert network(address) == expected
