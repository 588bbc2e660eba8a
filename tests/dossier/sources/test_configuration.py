"""The file of sources: what is wrong is said with file, key and remedy."""

from pathlib import Path

import pytest

from madoguchi.dossier.sources.configuration import (
    Configuration,
    Quota,
    configuration,
    read_configuration,
)
from madoguchi.dossier.sources.kinds import KINDS, made, named, whole
from madoguchi.errors import ProfileError

JPO = '[[source]]\nname = "jpo"\nkind = "jpo"\nuser = "u"\npassword = "p"\n'


def test_no_file_is_no_sources(tmp_path: Path) -> None:
    assert configuration(tmp_path / "sources.toml") == Configuration()
    assert named(tmp_path).sources == ()


def test_the_file_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "elsewhere.toml"
    path.write_text(JPO)
    monkeypatch.setenv("MADOGUCHI_SOURCES", str(path))
    (one,) = named(tmp_path).sources
    assert one.address == "https://ip-data.jpo.go.jp"
    assert one.zone == "Asia/Tokyo"
    assert one.quotas is not None
    assert one.quotas["opd/family_list"] == Quota(day=300)
    assert one.quotas["api"].minute == 10


def test_what_is_written_goes_before(tmp_path: Path) -> None:
    text = JPO + 'offices = ["JP"]\n[source.quota]\nday = 9\n[source.quotas.opd]\nminute = 1\n'
    (one,) = whole(read_configuration(text, tmp_path / "s.toml"), tmp_path / "s.toml").sources
    assert one.offices == ("JP",)
    assert one.quotas is not None
    assert (one.quotas[""], one.quotas["opd"]) == (Quota(day=9), Quota(minute=1))
    assert one.quotas["opd/family_list"] == Quota(day=300)


def test_secrets_from_files(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hidden\n")
    text = JPO.replace('password = "p"', 'password_file = "secret"')
    (one,) = read_configuration(text, tmp_path / "sources.toml").sources
    assert one.password == "hidden"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[source]", "sources.toml"),
        ('[[source]]\nname = "x"\n', "kind"),
        ('[[source]]\nname = "x"\nkind = "y"\n', "kind"),
        (JPO + "colour = 1\n", "colour"),
        (JPO + JPO, "two sources are named 'jpo'"),
        (JPO.replace('"jpo"', '"J P"', 1), "name"),
        (JPO + 'address = "ftp://x"\n', "address"),
        (JPO + 'address = "https://u:p@x"\n', "address"),
        (JPO + 'address = "https://x?y"\n', "address"),
        (JPO + 'address = "https://x:99999"\n', "address"),
        (JPO + 'offices = ["Japan"]\n', "offices"),
        (JPO + 'hosts = ["a b"]\n', "host"),
        (JPO + "threads = 0\n", "threads"),
        (JPO + "total = 9999\n", "total"),
        (JPO + "reserve = 2\n", "reserve"),
        (JPO + 'zone = "Mars"\n', "zone"),
        (JPO + "[source.quota]\nday = -1\n", "quota.day"),
        (JPO + "[source.quota]\nyear = 1\n", "year"),
        (JPO + 'password_file = "x"\n', "keep one"),
        (JPO.replace('password = "p"', 'password_file = "gone"'), "password_file"),
        (JPO.replace('"u"', '"u\\n"'), "user has signs"),
        (JPO.replace('password = "p"\n', ""), "needs password"),
        ('keep_megabytes = 0\n', "keep_megabytes"),
        ('[[source]]\nname = "m"\nkind = "madoguchi"\n', "needs address"),
        ('[[source]]\nname = "c"\nkind = "wipo-case"\nkey = "k"\n', "needs paths"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "sources.toml"
    with pytest.raises(ProfileError) as caught:
        whole(read_configuration(text, path), path)
    assert "sources.toml" in str(caught.value)
    assert said in str(caught.value)
    assert '"p"' not in str(caught.value)


def test_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ProfileError):
        named(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_made(kind: str, tmp_path: Path) -> None:
    text = (
        f'[[source]]\nname = "x"\nkind = "{kind}"\nuser = "u"\npassword = "p"\nkey = "k"\n'
        'address = "https://x.example/base"\n[source.paths]\nmember = "m/{number}"\n'
    )
    (one,) = whole(read_configuration(text, tmp_path / "s"), tmp_path / "s").sources
    source = made(one)
    assert (source.name, source.kind) == ("x", kind)
    assert source.offices == frozenset(one.offices)
