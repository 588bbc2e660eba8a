"""Connecting to a partner's SFTP server, and to nobody who stands in its place."""

from collections.abc import Iterator

import asyncssh

from madoguchi.carriage.places import Place
from madoguchi.carriage.serving_sftp import CIPHERS, PACKET
from madoguchi.carriage.troubles import DeniedError, StrangerError, UnreachableError
from madoguchi.errors import MadoguchiError

_MOST_SILENT = 3
_FAMILIES = (
    ("ssh-ed25519",),
    ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"),
    ("rsa-sha2-512", "rsa-sha2-256"),
)


class _Pinned(asyncssh.SSHClient):
    """Knows the host by the agreed keys alone; keeps what another one showed."""

    def __init__(self, place: Place) -> None:
        self._pins = {_fingerprint(pin) for pin in place.host_keys}
        self.strange = ""

    def validate_host_public_key(
        self, host: str, addr: str, port: int, key: asyncssh.SSHKey
    ) -> bool:
        del host, addr, port
        shown = key.get_fingerprint()
        self.strange = "" if shown in self._pins else shown
        return shown in self._pins


async def meet(place: Place) -> asyncssh.SSHClientConnection:
    """Return a connection, somebody of the agreed keys at its other end.

    A server shows one key of several; where it is not the agreed one, it is asked for one of
    another kind. Raises UnreachableError, DeniedError, StrangerError.
    """
    strange = ""
    for family in _families(place):
        known = _Pinned(place)
        try:
            return await _connected(place, known, family)
        except asyncssh.PermissionDenied:
            raise DeniedError(
                f"{place.shown()} does not let {place.user} in; see that the partner has our key "
                "or that the password is right"
            ) from None
        except asyncssh.KeyImportError as error:
            raise DeniedError(
                f"our key {place.key} cannot be read: {error}; give the path of one in the form of "
                "OpenSSH, without a passphrase"
            ) from None
        except asyncssh.HostKeyNotVerifiable:
            strange = known.strange or strange
        except asyncssh.KeyExchangeFailed:
            continue  # it has no key of this kind
        except (asyncssh.Error, OSError, TimeoutError) as error:
            raise UnreachableError(
                f"{place.shown()} is not reached: {_why(error)}; try again later"
            ) from None
    raise StrangerError(
        f"{place.shown()} shows the key {strange or 'of no kind we know'}, not the agreed one; "
        "nothing was sent. Ask the partner by another way than the network whether its key changed"
    )


async def _connected(
    place: Place, known: _Pinned, family: tuple[str, ...]
) -> asyncssh.SSHClientConnection:
    return await asyncssh.connect(
        place.host,
        place.at_port(),
        username=place.user,
        password=place.password or None,
        client_keys=[place.key] if place.key else None,
        known_hosts=([], [], []),
        server_host_key_algs=list(family),
        client_factory=lambda: known,
        config=None,
        agent_path=None,
        gss_host=None,
        encryption_algs=CIPHERS,
        compression_algs=["none"],
        connect_timeout=place.patience,
        login_timeout=place.patience,
        keepalive_interval=place.patience,
        keepalive_count_max=_MOST_SILENT,
        max_pktsize=PACKET,
        window=1 << 22,
    )


def _families(place: Place) -> Iterator[tuple[str, ...]]:
    """The kinds of keys to ask for: those of the agreed lines, all where only prints are known."""
    kinds = {pin.split()[0] for pin in place.host_keys if not pin.startswith("SHA256:")}
    prints = any(pin.startswith("SHA256:") for pin in place.host_keys)
    for family in _FAMILIES:
        if prints or kinds & set(family) or ("ssh-rsa" in kinds and "rsa-sha2-256" in family):
            yield family


def _fingerprint(pin: str) -> str:
    if pin.startswith("SHA256:"):
        return pin.strip()
    try:
        return asyncssh.import_public_key(pin).get_fingerprint()
    except asyncssh.KeyImportError:
        raise MadoguchiError(
            f"{pin[:80]!r} is no host key; write a line as in a .pub file, or SHA256:..."
        ) from None


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__
