"""An office with small dictionaries of its own, so that no test depends on what is installed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from madoguchi.archive import Archive
from madoguchi.translation import Translations

EDICT = """\
　？？？ /EDICT, EDICT_SUB(P), Japanese-English Electronic Dictionary Files/Created: 2021-02-03/
炭素 [たんそ] /(n) carbon (C)/(P)/EntL1417980X/
被覆 [ひふく] /(n,vs) coating/covering/(P)/
被覆 [ひふく] /(n) (arch) cloak/
含む [ふくむ] /(v5m,vt) (1) to contain/to comprise/(P)/
上り [のぼり] /(n) (1) ascent/climbing/(P)/
電池 [でんち] /(n) battery/cell/(P)/
バッテリー /(n) battery/(P)/
為 [ため] /(n) (1) (uk) good/benefit/(P)/
"""
CEDICT = """\
# CC-CEDICT
#! date=2020-12-21T10:42:05Z
電池 电池 [dian4 chi2] /battery/CL:節|节[jie2]/
炭 炭 [tan4] /wood charcoal/coal/
張 张 [Zhang1] /surname Zhang/
張 张 [zhang1] /to open up/to spread/
數據包 数据包 [shu4 ju4 bao1] /data packet/
"""


def put_dictionaries(home: Path) -> Path:
    folder = home / "translation" / "dictionaries"
    folder.mkdir(parents=True)
    (folder / "edict").write_bytes(EDICT.encode("euc_jp"))
    (folder / "compdic").write_bytes("端末 [たんまつ] /(n) terminal/\n".encode("euc_jp"))
    (folder / "cc-cedict").write_text(CEDICT, "utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    put_dictionaries(tmp_path / "office")
    return tmp_path / "office"


@pytest.fixture
def archive(home: Path) -> Iterator[Archive]:
    archive = Archive.at(home)
    yield archive
    archive.close()


@pytest.fixture
def room(archive: Archive, home: Path) -> Translations:
    return Translations(archive, home)
