"""Classification symbols in the components of WIPO ST.96."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from madoguchi.formats.writing.xml_out import put
from madoguchi.model import Classification, Scheme

_SYMBOL = re.compile(r"([A-HY])(\d\d)([A-Z])(\d{1,4})/(\d{2,6})")
_STEPS = ("Class", "Subclass", "MainGroup", "Subgroup")
# Told by a national classification, whose edition then is the scheme's name.
LISTED = {
    Scheme.FI: "JP",
    Scheme.F_TERM: "JP",
    Scheme.THEME: "JP",
    Scheme.ECLA: "EP",
    Scheme.NATIONAL: "",
}


def write_classifications(data: Element, symbols: Sequence[Classification]) -> None:
    """Add the symbols, IPC and CPC in their steps."""
    if not symbols:
        return
    bag = put(data, "pat:PatentClassificationBag")
    stepped = [(one, _SYMBOL.fullmatch(one.symbol)) for one in symbols]
    _ipc(bag, [(one, found) for one, found in stepped if one.scheme is Scheme.IPC])
    _cpc(bag, [(one, found) for one, found in stepped if one.scheme is Scheme.CPC])
    for one in symbols:
        if one.scheme in LISTED:
            _national(bag, one)
    locarno = [one for one in symbols if one.scheme is Scheme.LOCARNO]
    for one in locarno:
        inside = put(put(bag, "pat:LocarnoClassificationBag"), "pat:LocarnoClassification")
        put(inside, "pat:LocarnoClassificationText", one.symbol)


_Stepped = Sequence[tuple[Classification, re.Match[str] | None]]


def _ipc(bag: Element, symbols: _Stepped) -> None:
    """A symbol without a group, such as a subclass alone, is written as the text that it is."""
    if any(found for _, found in symbols):
        inside = put(bag, "pat:IPCRClassificationBag")
        for one, found in symbols:
            if found:
                _steps(put(inside, "pat:IPCRClassification"), one, found, "pat:Section", "IPC")
    for one, found in symbols:
        if not found:
            put(put(bag, "pat:IPCClassification"), "pat:MainClassification", one.symbol)


def _cpc(bag: Element, symbols: _Stepped) -> None:
    if any(found for _, found in symbols):
        inside = put(put(bag, "pat:CPCClassificationBag"), "pat:FurtherCPC")
        for one, found in symbols:
            if found:
                _steps(put(inside, "pat:CPCClassification"), one, found, "pat:CPCSection", "CPC")


def _steps(
    element: Element, one: Classification, found: re.Match[str], section: str, scheme: str
) -> None:
    if re.fullmatch(r"\d{4}\.\d\d", one.edition):
        put(element, "pat:ClassificationVersionDate", f"{one.edition.replace('.', '-')}-01")
    put(element, section, found[1])
    for tag, text in zip(_STEPS, found.groups()[1:], strict=True):
        put(element, f"pat:{tag}", text)
    put(element, "pat:SymbolPositionCode", "F" if one.first else "L")
    additional = "N" if scheme == "IPC" else "A"
    value = additional if one.additional else "I"
    put(element, f"pat:{scheme}ClassificationValueCode", value)
    if one.office:
        put(element, "pat:GeneratingOfficeCode", one.office)


def _national(bag: Element, one: Classification) -> None:
    element = put(bag, "pat:NationalClassification")
    put(element, "com:IPOfficeCode", one.office or LISTED[one.scheme])
    if one.scheme is not Scheme.NATIONAL:
        put(element, "pat:Edition", one.scheme)
    place = "Main" if one.first else "Further"
    text = f"{one.symbol} {one.facet}".rstrip()
    put(put(element, f"pat:{place}NationalClassification"), "pat:PatentClassificationText", text)
