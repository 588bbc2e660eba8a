"""The kinds of sources: what each is made by, and what holds where the configuration says nothing.

Limits are those that the services state: the JPO's of its specification (a day's by call, the
handbook's figures, 10 and 5 calls a minute). Where none are stated the figure is ours, so that a
page that many read does not press on a service; each can be written in the configuration.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from madoguchi import settings
from madoguchi.dossier.sources.configuration import (
    Configuration,
    Configured,
    Kind,
    Paths,
    Quota,
    configuration,
)
from madoguchi.dossier.sources.global_dossier import GlobalDossierSource
from madoguchi.dossier.sources.jpo import JpoSource
from madoguchi.dossier.sources.jpo_answers import TOKYO
from madoguchi.dossier.sources.madoguchi import MadoguchiSource
from madoguchi.dossier.sources.ops import OpsSource
from madoguchi.dossier.sources.source import Source
from madoguchi.dossier.sources.uspto_odp import UsptoOdpSource
from madoguchi.dossier.sources.wipo_case import WipoCaseSource
from madoguchi.errors import ProfileError

_FIVE = ("CN", "EP", "JP", "KR", "US")


class Usual(NamedTuple):
    """What a kind has where nothing is written; `needed` are the keys that it cannot do without."""

    make: Callable[[Configured], Source]
    address: str = ""
    offices: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    zone: str = "UTC"
    quotas: Mapping[str, Quota] = {}


def _daily(law: str, **calls: int) -> dict[str, Quota]:
    return {f"{law}/{call}": Quota(day=limit) for call, limit in calls.items()}


_DOMESTIC = {
    "app_progress": 400,
    "registration_info": 200,
    "app_doc_cont_opinion_amendment": 100,
    "app_doc_cont_refusal_reason_decision": 100,
}
_JPO = {
    "api": Quota(minute=10),
    "opd": Quota(minute=5),
    **_daily("api/patent", **_DOMESTIC, cite_doc_info=50),
    **_daily("api/design", **_DOMESTIC),
    **_daily("api/trademark", **_DOMESTIC),
    **_daily(
        "opd",
        family_list=300,
        global_doc_list=300,
        global_cite_class=100,
        global_doc_cont=100,
        jp_doc_cont=100,
    ),
}
KINDS: Mapping[Kind, Usual] = {
    # What such an office allows to those without an account (accounts/plans.toml), less a few.
    "madoguchi": Usual(MadoguchiSource, needed=("address",), quotas={"": Quota(minute=100)}),
    "jpo": Usual(
        JpoSource,
        "https://ip-data.jpo.go.jp",
        _FIVE,
        ("user", "password"),
        TOKYO,
        _JPO,
    ),
    "ops": Usual(
        OpsSource, "https://ops.epo.org", (), ("user", "password"), "UTC", {"": Quota(minute=30)}
    ),
    "uspto-odp": Usual(
        UsptoOdpSource,
        "https://api.uspto.gov",
        ("US",),
        ("key",),
        "America/New_York",
        {"": Quota(minute=45), "download": Quota(minute=4)},
    ),
    "global-dossier": Usual(
        GlobalDossierSource,
        "https://d1kazzu6rbodne.cloudfront.net",
        _FIVE,
        (),
        "America/New_York",
        {"": Quota(minute=30)},
    ),
    "wipo-case": Usual(
        WipoCaseSource,
        "https://case.wipo.net/case-api/v1",
        (),
        ("key", "paths"),
        "UTC",
        {"": Quota(minute=30)},
    ),
}


def named(home: Path) -> Configuration:
    """The sources that an office's file names, whole. Raises ProfileError."""
    path = settings.sources(home)
    return whole(configuration(path), path)


def whole(found: Configuration, path: Path) -> Configuration:
    sources = tuple(completed(one, path) for one in found.sources)
    return msgspec.structs.replace(found, sources=sources)


def completed(one: Configured, path: Path) -> Configured:
    """A source with what its kind has where nothing is written. Raises ProfileError."""
    usual = KINDS[one.kind]
    found = msgspec.structs.replace(
        one,
        address=one.address or usual.address,
        offices=one.offices or usual.offices,
        zone=one.zone or usual.zone,
        quotas={
            **usual.quotas,
            **(one.quotas or {}),
            **({"": one.quota} if one.quota is not None else {}),
        },
    )
    for key in usual.needed:
        if getattr(found, key) in ("", Paths()):
            written = f"{key} or {key}_file" if key in ("user", "password", "key") else key
            raise ProfileError(
                f"{path}: source {one.name!r}: a source of kind {one.kind} needs {written}; add it"
            )
    return found


def made(one: Configured) -> Source:
    return KINDS[one.kind].make(one)
