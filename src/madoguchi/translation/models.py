"""The models of a data directory: installed by an operator, each a folder that is there whole.

translation/models/<name>/              the model
translation/models/<name>.installed     its digest, and when it was installed
"""

import re
import shutil
import tempfile
import threading
from pathlib import Path

import msgspec

from madoguchi import clock
from madoguchi.errors import DamagedError, NotFoundError, RefusedError, TranslationError
from madoguchi.translation.ctranslate import InstalledModel, digest_of, read_description
from madoguchi.translation.values import Sentence

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LARGEST = 8_000_000_000
_PROBES = {
    "ja": "本発明は電池に関する。",
    "zh": "本发明涉及电池。",
    "ko": "본 발명은 전지에 관한 것이다.",
}
_PROBE = "The invention relates to a battery."


class _Installed(msgspec.Struct, frozen=True):
    digest: str
    installed: str


class Models:
    """Installs models, removes them, and gives those that are there."""

    def __init__(self, home: Path) -> None:
        self._root = home / "translation" / "models"
        self._given: dict[tuple[str, str], InstalledModel] = {}
        self._lock = threading.Lock()
        self.troubles: tuple[str, ...] = ()

    def all(self) -> list[InstalledModel]:
        """Return the installed models by name; a model stays loaded while it is there.

        `troubles` says afterwards which are damaged.
        """
        given, troubles = list[InstalledModel](), list[str]()
        with self._lock:
            for mark in sorted(self._root.glob("*.installed")):
                try:
                    given.append(self._model(mark))
                except DamagedError as error:
                    troubles.append(str(error))
            self._given = {(one.name, one.version): one for one in given}
            self.troubles = tuple(troubles)
        return given

    def install(self, folder: Path) -> InstalledModel:
        """Take a model, if it loads and translates; in place of any of its name.

        Raises RefusedError, TranslationError.
        """
        about = read_description(folder)
        if not _NAME.fullmatch(about.name) or about.name == "gloss":
            raise RefusedError(
                f"{about.name[:80]!r} cannot be a model's name: small letters, digits, _ and -"
            )
        _judge(folder)
        self._root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._root, prefix=".installing-") as place:
            copy = Path(place, about.name)
            shutil.copytree(folder, copy)
            digest = digest_of(copy)
            model = InstalledModel(copy, digest)
            probe = _PROBES.get(about.pair.source, _PROBE)
            try:
                model.translate([Sentence(probe)], about.pair, about.domain)
            except TranslationError as error:
                raise TranslationError(error.whole()) from None
            self._put(copy, about.name, digest)
        return self._model(self._root / f"{about.name}.installed")

    def remove(self, name: str) -> None:
        """Remove a model. Raises NotFoundError."""
        mark = self._root / f"{name}.installed"
        if not _NAME.fullmatch(name) or not mark.exists():
            raise NotFoundError(f"no model {name[:80]!r} is installed")
        mark.unlink()
        shutil.rmtree(self._root / name, ignore_errors=True)

    def _put(self, copy: Path, name: str, digest: str) -> None:
        """Give a model its name; without its mark it is not there."""
        mark = self._root / f"{name}.installed"
        mark.unlink(missing_ok=True)
        shutil.rmtree(self._root / name, ignore_errors=True)
        copy.rename(self._root / name)
        new = mark.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(_Installed(digest, clock.stamp())))
        new.replace(mark)

    def _model(self, mark: Path) -> InstalledModel:
        try:
            said = msgspec.json.decode(mark.read_bytes(), type=_Installed)
            model = InstalledModel(mark.with_suffix(""), said.digest)
        except (msgspec.DecodeError, OSError, RefusedError) as error:
            raise DamagedError(f"{mark} is damaged: {error}; install the model again") from None
        return self._given.get((model.name, model.version), model)


def _judge(folder: Path) -> None:
    """Refuse what is no plain folder of files, or larger than any model."""
    size = 0
    for path in folder.rglob("*"):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise RefusedError(f"{path} is a link or no file; a model is made of files alone")
        size += path.stat().st_size
    if size > _LARGEST:
        raise RefusedError(f"{folder} is larger than {_LARGEST // 10**9} GB")
