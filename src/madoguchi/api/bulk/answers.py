"""What is answered at the addresses of bulk data."""

import hashlib
import logging
from functools import wraps
from pathlib import Path

import msgspec
from starlette.responses import FileResponse, RedirectResponse, Response

from madoguchi.accounts import Accepted, accept_terms, accepted
from madoguchi.api.operations import JSON, Answer, Call, Handler
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.bulk import MANIFEST, Offering, all_terms, mirrors, terms_called, terms_of
from madoguchi.errors import NotFoundError, ProfileError
from madoguchi.model import BulkIndex, BulkTerms, CollectionIndex, encode_delivered

_log = logging.getLogger("madoguchi.api")
_TYPES = {".zip": "application/zip", ".gz": "application/gzip", ".xml": "application/xml",
          ".parquet": "application/vnd.apache.parquet", ".json": JSON}  # fmt: skip
_CASES = "read:case:laid-open"
_FOREVER = "max-age=31536000, immutable"


class _Version(msgspec.Struct):
    version: str


def with_own_files_read(handler: Handler) -> Handler:
    """Give nothing while the operator's own files cannot be read: what they forbid is not known."""

    @wraps(handler)
    def answered(call: Call) -> Answer | Response:
        try:
            return handler(call)
        except ProfileError as error:
            _log.error("%s", error)
            raise Refusal(
                Reason.FAILED, "the office's terms or mirrors cannot be read; ask it to mend them"
            ) from None

    return answered


def index(call: Call) -> Answer:
    """All collections."""
    return _listed(call, _offering(call).index())


def collection(call: Call) -> Answer:
    """The deliveries of a collection, and the terms that it is under."""
    return _listed(call, _offering(call).collection(call.path["collection"]))


def index_with_stroke(call: Call) -> Answer:
    _check_stroke(call)
    return index(call)


def collection_with_stroke(call: Call) -> Answer:
    _check_stroke(call)
    return collection(call)


def _check_stroke(call: Call) -> None:
    if call.path["rest"]:
        raise Refusal(Reason.NO_ADDRESS, "nothing stands at this address; begin at /bulk/")


def latest(call: Call) -> Response:
    """Lead to the manifest of the latest delivery."""
    found = _offering(call).collection(call.path["collection"])
    if not found.latest:
        raise NotFoundError(f"all deliveries of {found.collection} were withdrawn")
    address = f"/bulk/{found.collection}/{found.latest}/{MANIFEST}"
    return RedirectResponse(address, 307, {"cache-control": "no-cache"})


def manifest(call: Call) -> Answer | Response:
    """A delivery's manifest, byte for byte as its digest has it."""
    name, delivery = call.path["collection"], call.path["delivery"]
    shelf = _offering(call).shelf
    held = shelf.delivery(name, delivery)
    path = shelf.manifest(name, delivery)
    return _sent(call, path, held.sha256, path.stat().st_size)


def file(call: Call) -> Answer | Response:
    """A delivered file: whole, or the ranges that are asked for."""
    name, delivery = call.path["collection"], call.path["delivery"]
    path, found = _offering(call).shelf.file(name, delivery, call.path["file"])
    return _sent(call, path, found.sha256, found.bytes)


def mirror_list(call: Call) -> Answer:
    """The places that keep the same files."""
    return Answer(msgspec.json.encode({"mirrors": mirrors(call.premises.home)}))


def terms(call: Call) -> Answer:
    """All terms, and of those the versions that the caller has accepted."""
    found = all_terms(call.premises.home)
    number = call.caller.number
    known = {one.id: _accepted(call, one) for one in found} if number else {}
    return Answer(msgspec.json.encode({"terms": found, "accepted": known}))


def accept(call: Call) -> Answer:
    """Record that the caller accepts terms, in the version that it names."""
    found = terms_called(call.premises.home, call.path["terms"])
    try:
        wanted = msgspec.json.decode(call.body, type=_Version).version
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refusal(
            Reason.BAD_REQUEST,
            f'send the version that you accept: {{"version": "{found.version}"}}',
        ) from None
    if wanted != found.version:
        raise Refusal(Reason.CONFLICT, f"the version in force is {found.version}; read it first")
    number = call.caller.number
    fact = Accepted(terms=found.id, version=found.version, attribution=found.attribution)
    accept_terms(call.premises.accounts, number, fact, by=number)
    return Answer(msgspec.json.encode(fact))


# -- what they share -------------------------------------------------------------------------------


def _offering(call: Call) -> Offering:
    return Offering(call.premises.home)


def _accepted(call: Call, found: BulkTerms) -> str:
    return accepted(call.premises.accounts, call.caller.number, found.id)


def _listed(call: Call, value: BulkIndex | CollectionIndex) -> Answer:
    """An index; it changes, so it is asked for anew each time and said to be the same."""
    body = encode_delivered(value)
    tag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = (("etag", tag), ("cache-control", "no-cache"))
    if _known(call, tag):
        return Answer(b"", "", 304, headers)
    return Answer(body, headers=headers)


def _sent(call: Call, path: Path, sha256: str, size: int) -> Answer | Response:
    """A file that never changes: its digest is its strong tag."""
    under = admit(call)
    headers = {
        "etag": f'"{sha256}"',
        "cache-control": f"{'private' if under else 'public'}, {_FOREVER}",
    }
    if _known(call, headers["etag"]):
        return Answer(b"", "", 304, tuple(headers.items()))
    if not path.is_file() or path.stat().st_size != size:
        raise Refusal(Reason.FAILED, f"{path.name} is damaged here; take it from a mirror")
    return FileResponse(path, headers=headers, media_type=_TYPES[path.suffix])


def admit(call: Call) -> BulkTerms | None:
    """Hold the caller to the terms of the collection, which are returned."""
    name = call.path["collection"]
    if name.endswith("-cases") and not call.caller.may(_CASES):
        raise Refusal(Reason.NOT_PERMITTED, f"this account or key lacks the permission {_CASES}")
    found = terms_of(call.premises.home, name)
    if found is None:
        return None
    address = f"{call.base}/bulk/terms/{found.id}/accept"
    how = (
        f'read them at {call.base}/bulk/{name}/index.json, then POST {{"version": '
        f'"{found.version}"}} to {address} with your key'
    )
    if not call.caller.number:
        raise Refusal(
            Reason.NO_CREDENTIALS, f"{name} is under the terms {found.id!r}: show a key; {how}"
        )
    if _accepted(call, found) != found.version:
        raise Refusal(
            Reason.NOT_PERMITTED,
            f"this account has not accepted the terms {found.id!r}, version {found.version}: {how}",
        )
    return found


def _known(call: Call, tag: str) -> bool:
    given = call.headers.get("if-none-match", "")
    return tag in (one.strip().removeprefix("W/") for one in given.split(","))
