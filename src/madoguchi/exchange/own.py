"""The own office in the exchange: who it is, where its things lie.

exchange/office.toml               code, names, mail, ports of the servers
exchange/keys/                     the key that signs, and its certificate
exchange/partners/<id>/out         what lies ready for the partner (its server folder)
exchange/partners/<id>/in          what the partner brought, or what was fetched there
exchange/arrived/<id>/<package>    packages that are whole, out of the partner's reach
exchange/kept/<id>                 their manifests and signatures, for good
exchange/work                      what is being made
"""

import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import tomli_w

from madoguchi.errors import NotFoundError, ProfileError
from madoguchi.exchange.seal import Seal
from madoguchi.model import Struct


class Servers(Struct, frozen=True, forbid_unknown_fields=True):
    """Where partners enter: ports, -1 for no such server. FTP without TLS has to be asked for.

    `passive` are the ports for files, both ends with them; `public_address` is what partners are
    told where the office stands behind a router.
    """

    host: str = "127.0.0.1"
    sftp: int = 8022
    ftp: int = -1
    ftps: int = -1
    passive: tuple[int, int] = (30000, 30099)
    public_address: str = ""


class OwnOffice(Struct, frozen=True, forbid_unknown_fields=True):
    """Who we are to our partners; `office` is our code of WIPO ST.3."""

    office: str
    names: dict[str, str] = {}
    mail: str = ""
    lang: str = "ja"
    time_zone: str = "UTC"
    servers: Servers = Servers()


class Quarters:
    """The folders of the exchange in a data directory."""

    def __init__(self, home: Path) -> None:
        self.root = home / "exchange"
        self._office: tuple[int, OwnOffice] | None = None

    @property
    def settings(self) -> Path:
        return self.root / "office.toml"

    @property
    def office(self) -> OwnOffice:
        """Who we are. Raises NotFoundError before that was written, ProfileError."""
        try:
            changed = self.settings.stat().st_mtime_ns
        except FileNotFoundError:
            raise NotFoundError(
                "this office takes no part in exchange yet; run madoguchi exchange begin"
            ) from None
        if self._office is None or self._office[0] != changed:
            self._office = changed, _read(self.settings)
        return self._office[1]

    @property
    def begun(self) -> bool:
        return self.settings.exists()

    def begin(self, office: OwnOffice) -> Seal:
        """Write who we are and make the office's key. Raises ProfileError where that is known."""
        if self.begun and self.office.office != office.office:
            raise ProfileError(f"{self.settings} says {self.office.office}; edit it there")
        _check(office, "office.toml")
        self.root.mkdir(parents=True, exist_ok=True)
        if not self.begun:
            self.settings.write_text(_written(office), "utf-8")
        return self.seal

    @property
    def seal(self) -> Seal:
        return Seal(self.root / "keys", self.office.office)

    @property
    def work(self) -> Path:
        return self.root / "work"

    @property
    def profiles(self) -> Path:
        return self.root / "profiles"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.toml"

    def partner(self, id_: str) -> Path:
        return self.root / "partners" / id_

    def tray(self, id_: str) -> Path:
        """What lies ready for a partner."""
        return self._made(self.partner(id_) / "out")

    def inbox(self, id_: str) -> Path:
        """What a partner brought."""
        return self._made(self.partner(id_) / "in")

    def arrived(self, id_: str) -> Path:
        """Packages of a partner that are whole, until they are loaded."""
        return self._made(self.root / "arrived" / id_)

    def kept(self, id_: str) -> Path:
        """Manifests and receipts with their signatures."""
        return self._made(self.root / "kept" / id_)

    def _made(self, path: Path) -> Path:
        path.mkdir(parents=True, exist_ok=True)
        return path

    def secret(self, partner: str) -> str:
        """The password for a partner's server, "" for none. Raises ProfileError."""
        try:
            found = tomllib.loads(self.secrets.read_text("utf-8")).get(partner, {})
        except FileNotFoundError:
            return ""
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ProfileError(f"{self.secrets}: {error}") from None
        return str(found.get("password", "")) if isinstance(found, dict) else ""


def _written(office: OwnOffice) -> str:
    """The settings as TOML, what was not decided too: it is edited there and has to be seen."""
    servers = {**msgspec.structs.asdict(office.servers), "passive": list(office.servers.passive)}
    plain = {
        name: getattr(office, name) for name in ("office", "names", "mail", "lang", "time_zone")
    }
    return tomli_w.dumps({**plain, "servers": servers})


def _read(path: Path) -> OwnOffice:
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), OwnOffice)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise ProfileError(f"{path}: {error}; see docs/exchange.md") from None
    _check(found, str(path))
    return found


def _check(office: OwnOffice, where: str) -> None:
    if len(office.office) != 2 or not office.office.isalpha() or not office.office.isupper():
        raise ProfileError(f"{where}: office {office.office[:10]!r} is no code of WIPO ST.3")
    try:
        ZoneInfo(office.time_zone)
    except (KeyError, ValueError, OSError):
        zone = office.time_zone[:40]
        raise ProfileError(f"{where}: time_zone {zone!r} is none, such as Asia/Tokyo") from None
