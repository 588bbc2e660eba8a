"""Classification symbols as EPO exchange documents write them."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from madoguchi.model import Classification, Scheme

_SYMBOL = re.compile(r"([A-HY])(\d\d)([A-Z])(\d{1,4})/(\d{2,6})")
_STEPS = ("section", "class", "subclass", "main-group", "subgroup")
_OLD = re.compile(r"[1-7]")
# By scheme: whose it is and what DOCDB calls it.
_SCHEMES = {
    Scheme.CPC: ("EP", "CPCI"),
    Scheme.FI: ("JP", "FI"),
    Scheme.F_TERM: ("JP", "FTERM"),
    Scheme.THEME: ("JP", "FTERM"),
    Scheme.ECLA: ("EP", "EC"),
    Scheme.LOCARNO: ("WO", "LOCARNO"),
    Scheme.NICE: ("WO", "NICE"),
    Scheme.VIENNA: ("WO", "VIENNA"),
}
_US_CLASSES = "UC"


def write_classifications(data: Element, classifications: Sequence[Classification]) -> None:
    """Add symbols of the IPC, of its editions before 2006, and of all other schemes."""
    ipc = [one for one in classifications if one.scheme is Scheme.IPC]
    old = [one for one in ipc if _OLD.fullmatch(one.edition)]
    new = [one for one in ipc if one not in old]
    others = [one for one in classifications if one.scheme is not Scheme.IPC]
    if old:
        _old(SubElement(data, "classification-ipc"), old)
    if new:
        _ipcr(SubElement(data, "classifications-ipcr"), new)
    if others:
        _others(SubElement(data, "patent-classifications"), others)


def _old(parent: Element, symbols: Sequence[Classification]) -> None:
    SubElement(parent, "edition").text = symbols[0].edition
    for tag, leading in (("main-classification", True), ("further-classification", False)):
        for one in symbols:
            if one.first is leading:
                SubElement(parent, tag).text = one.symbol


def _ipcr(parent: Element, symbols: Sequence[Classification]) -> None:
    ordered = any(one.first for one in symbols)
    for sequence, one in enumerate(symbols, 1):
        element = SubElement(parent, "classification-ipcr", {"sequence": str(sequence)})
        SubElement(element, "text").text = st8(one, ordered=ordered)


def st8(one: Classification, *, ordered: bool) -> str:
    """Return a symbol of the IPC in the 50 columns of WIPO ST.8.

    `ordered` says that it is known which of the symbols is the first. The level is the advanced
    one, the only one since 2011; what is not kept here (action date, status, source) is blank.
    """
    match = _SYMBOL.fullmatch(one.symbol)
    if match is None:
        return one.symbol
    section, class_, subclass, group, subgroup = match.groups()
    version = f"{one.edition.replace('.', '')}01" if len(one.edition) == 7 else ""
    place = ("F" if one.first else "L") if ordered else " "
    value = "N" if one.additional else "I"
    symbol = f"{section}{class_}{subclass}{group:>4}/{subgroup:>6}    "
    return f"{symbol}{version:8}A{place}{value}{'':10}{one.office:2}{'':8}"


def _others(parent: Element, symbols: Sequence[Classification]) -> None:
    for sequence, one in enumerate(symbols, 1):
        element = SubElement(parent, "patent-classification", {"sequence": str(sequence)})
        office, scheme = _scheme(one)
        named = SubElement(element, "classification-scheme", {"office": office, "scheme": scheme})
        if len(one.edition) == 7:
            SubElement(named, "date").text = f"{one.edition.replace('.', '')}01"
        _symbol(element, one)
        if one.first:
            SubElement(element, "symbol-position").text = "F"
        SubElement(element, "classification-value").text = "A" if one.additional else "I"
        if one.office:
            SubElement(element, "generating-office").text = one.office


def _scheme(one: Classification) -> tuple[str, str]:
    if one.scheme in _SCHEMES:
        return _SCHEMES[one.scheme]
    return one.office, _US_CLASSES if one.office == "US" else "national"


def _symbol(element: Element, one: Classification) -> None:
    """CPC in its steps, as OPS gives it; an FI with its facet; any other as a whole."""
    match = _SYMBOL.fullmatch(one.symbol) if one.scheme is Scheme.CPC else None
    if match:
        for step, text in zip(_STEPS, match.groups(), strict=True):
            SubElement(element, step).text = text
    else:
        whole = f"{one.symbol} {one.facet}".rstrip()
        SubElement(element, "classification-symbol").text = whole
