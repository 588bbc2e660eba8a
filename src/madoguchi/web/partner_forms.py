"""What is filled in of a partner, and back: ordinary fields, and products and transport as TOML."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from madoguchi.errors import ProfileError
from madoguchi.exchange import Agreement, Contact, Partner, Use, read_partner, write_partner
from madoguchi.wording import LANGUAGES

USES: tuple[Use, ...] = get_args(Use)
_CONTACT = ("name", "unit", "mail", "telephone", "address")
_DATES = ("signed", "begins", "ends")
_LONGEST = 2000
_PARTS = ("products", "transport")


class FormError(Exception):
    """What was filled in cannot be taken; `key` is the message that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def filled(partner: Partner) -> dict[str, str]:
    """Return the fields of a partner's form as they stand."""
    agreed, contact = partner.agreement, partner.contact
    flags = {"public": agreed.public, "redistribution": agreed.redistribution}
    flags |= {f"use-{use}": use in agreed.use for use in USES}
    return {
        "id": partner.id,
        "office": partner.office,
        **{f"name-{lang}": partner.names.get(lang, "") for lang in LANGUAGES},
        **{f"contact-{name}": str(getattr(contact, name)) for name in _CONTACT},
        "lang": contact.lang,
        "title": agreed.title,
        "scope": agreed.scope,
        **{name: str(getattr(agreed, name) or "") for name in _DATES},
        **{name: "1" for name, set_ in flags.items() if set_},
    }


def detailed(partner: Partner, form: Mapping[str, str]) -> Partner:
    """Return a partner with what was filled in. Raises FormError."""
    others = {lang: name for lang, name in partner.names.items() if lang not in LANGUAGES}
    return msgspec.structs.replace(
        partner,
        office=_line(form, "office").upper(),
        names={**others, **_names(form)},
        contact=Contact(
            **{name: _line(form, f"contact-{name}") for name in _CONTACT},
            lang=_line(form, "lang") or "en",
        ),
        agreement=_agreement(form),
    )


def new_partner(form: Mapping[str, str]) -> Partner:
    """Return a partner as filled in for the first time. Raises FormError."""
    bare = Partner(id=_line(form, "id"), office="", names={})
    return detailed(bare, form)


def _names(form: Mapping[str, str]) -> dict[str, str]:
    found = {lang: _line(form, f"name-{lang}") for lang in LANGUAGES}
    return {lang: name for lang, name in found.items() if name}


def _agreement(form: Mapping[str, str]) -> Agreement:
    signed, begins, ends = (_day(form.get(name, "")) for name in _DATES)
    return Agreement(
        title=_line(form, "title"),
        signed=signed,
        begins=begins,
        ends=ends,
        scope=form.get("scope", "").strip()[:_LONGEST],
        use=tuple(use for use in USES if form.get(f"use-{use}")),
        public=bool(form.get("public")),
        redistribution=bool(form.get("redistribution")),
    )


def _line(form: Mapping[str, str], name: str) -> str:
    return " ".join(form.get(name, "").split())[:300]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise FormError("exchange-day-wrong") from None


# -- products and transport ------------------------------------------------------------------------


def written_parts(partner: Partner, *, whole: bool = False) -> str:
    """Return products and transport, or all of a partner, as TOML."""
    if whole:
        return write_partner(partner)
    given: dict[str, Any] = tomllib.loads(write_partner(partner))
    parts = {name: given[name] for name in _PARTS if name in given}
    return msgspec.toml.encode(parts).decode()


def written(partner: Partner, form: Mapping[str, str]) -> Partner:
    """Return a partner with products and transport as written. Raises ProfileError."""
    text = form.get("parts", "").replace("\r\n", "\n")
    try:
        parts = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(str(error)) from None
    if strange := sorted(set(parts) - set(_PARTS)):
        raise ProfileError(f"{', '.join(strange)[:100]}: only products and transport stand here")
    rest = tomllib.loads(write_partner(partner))
    kept = {name: value for name, value in rest.items() if name not in _PARTS}
    return read_partner(msgspec.toml.encode({**kept, **parts}).decode(), partner.id)
