"""German trade marks and designs as DPMAregister writes them: WIPO ST.66 and ST.86."""

import datetime as dt
from collections.abc import Iterator

from madoguchi.sample.applications import Application
from madoguchi.sample.histories import Event, Played
from madoguchi.sample.markup import Markup, element, tagged
from madoguchi.sample.names import Company
from madoguchi.sample.registrable import Design, Mark
from madoguchi.sample.world import LAST_PUBLICATION as LAST

_MARKS = "http://www.wipo.int/standards/XMLSchema/trademarks"
_DESIGNS = "http://www.wipo.int/standards/XMLSchema/designs"
_EXTENSION = "http://www.dpma.de/st86"
# The register's words for a step: kind of record, status.
_RECORDS = {
    "granted": ("Eintragung", "Marke eingetragen"),
    "opposed": ("Widerspruch", ""),
    "opposition-rejected": ("Widerspruch", "Marke nicht geloescht"),
    "transferred": ("Umschreibung", "Abgeschlossen"),
    "renamed": ("Berichtigung", ""),
    "annuity": ("Verlaengerung", "Verlaengert"),
    "lapsed": ("Loeschung Inhaber", "Marke geloescht"),
}
_PENDING = {"refused": "Rejected", "withdrawn": "Withdrawn", "abandoned": "Abandoned"}


def write_mark(played: Played) -> bytes:
    """Return the transaction of one mark."""
    body = element(
        "TransactionData",
        element("TradeMarkDetails", _mark(played)),
    )
    return _transaction("TradeMarkTransactionBody", {"xmlns": _MARKS}, body)


def write_design(played: Played) -> bytes:
    """Return the transaction of one design application."""
    details = element("DesignApplicationDetails", _application(played))
    attributes = {"xmlns": _DESIGNS, "xmlns:de": _EXTENSION}
    return _transaction("DesignTransactionBody", attributes, element("TransactionData", details))


def _transaction(name: str, attributes: dict[str, str], body: Markup) -> bytes:
    content = element(name, element("TransactionContentDetails", body))
    root = tagged("Transaction", dict(attributes), content)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode()


# -- marks -----------------------------------------------------------------------------------------


def _mark(played: Played) -> Markup:
    one, registered = played.application, played.registered
    if not isinstance(one.matter, Mark):
        raise TypeError(one.matter)
    status, day = _mark_status(played)
    return element(
        "TradeMark",
        element("RegistrationOfficeCode", "DE"),
        element("FileNumber", one.number),
        element("ApplicationNumber", one.number),
        element("ApplicationDate", one.filed),
        *_registration(played),
        element("ApplicationLanguageCode", "de"),
        element("MarkCurrentStatusCode", status),
        element("MarkCurrentStatusDate", day),
        element("MarkFeature", "Word" if not one.matter.vienna else "Combined"),
        element("WordMarkSpecification", element("MarkVerbalElementText", one.matter.words)),
        _goods(one.matter),
        _publication(played),
        element("ApplicantDetails", *(_party("Applicant", c) for c in _holders(played))),
        _agent(one),
        _records(played) if registered else "",
    )


def _registration(played: Played) -> Iterator[Markup]:
    registered = played.registered
    if registered:
        yield element("RegistrationNumber", registered.number)
        yield element("RegistrationDate", registered.day)
    ended = played.ended
    if ended:
        yield element("TerminationDate", ended)


def _mark_status(played: Played) -> tuple[str, dt.date]:
    one = played.application
    if played.registered:
        ended = played.ended
        return ("Marke geloescht", ended) if ended else ("Marke eingetragen", played.registered.day)
    day = played.day(played.closed) if played.closed else None
    return _PENDING.get(played.closed, "Filed"), day or one.filed


def _holders(played: Played) -> list[Company]:
    one, owner = played.application, played.owner
    return [owner] if owner and owner not in one.applicants else list(one.applicants)


def _goods(mark: Mark) -> Markup:
    classes = (
        element(
            "ClassDescription", element("ClassNumber", goods.nice),
            tagged("GoodsServicesDescription", {"languageCode": "de"}, goods.text("de")),
        )
        for goods in mark.goods
    )  # fmt: skip
    described = element("ClassDescriptionDetails", *classes)
    return element("GoodsServicesDetails", element("GoodsServices", described))


def _publication(played: Played) -> Markup | str:
    day = played.day("granted-published")
    if day is None:
        return ""
    return element("PublicationDetails", element("Publication", element("PublicationDate", day)))


def _party(role: str, company: Company) -> Markup:
    line = element("FreeFormatNameLine", company.en)
    name = element("FreeFormatName", element("FreeFormatNameDetails", line))
    formatted = element(
        "FormattedAddress",
        element("AddressCity", company.place("de")),
        element("FormattedAddressCountryCode", company.country),
    )
    address = element("Address", formatted)
    return element(
        role,
        element(
            f"{role}AddressBook", element("FormattedNameAddress", element("Name", name), address)
        ),
    )


def _agent(one: Application) -> Markup:
    line = element("FreeFormatNameLine", one.agent[1])
    name = element("Name", element("FreeFormatName", element("FreeFormatNameDetails", line)))
    book = element("RepresentativeAddressBook", element("FormattedNameAddress", name))
    return element("RepresentativeDetails", element("Representative", book))


def _records(played: Played) -> Markup:
    told = [event for event in played.events if event.step in _RECORDS]
    return element("MarkRecordDetails", *(_record(n, event) for n, event in enumerate(told, 1)))


def _record(number: int, event: Event) -> Markup:
    kind, status = _RECORDS[event.step]
    issue = event.day.isocalendar()
    published = element(
        "RecordPublication",
        element("PublicationIdentifier", f"{issue.week:02}/{issue.year}"),
        element("PublicationDate", min(event.day + dt.timedelta(days=35), LAST)),
    )
    basic = element(
        "BasicRecord",
        element("RecordIdentifier", number),
        element("BasicRecordKind", kind),
        element("RecordPublicationDetails", published),
        element("RecordCurrentStatusCode", status) if status else "",
        element("RecordCurrentStatusDate", event.day),
    )
    return element("MarkRecord", basic)


# -- designs ---------------------------------------------------------------------------------------


def _application(played: Played) -> Markup:
    one = played.application
    return element(
        "DesignApplication",
        element("RegistrationOfficeCode", "DE"),
        element("DesignApplicationNumber", one.number),
        element("DesignApplicationDate", one.filed),
        element("TotalDesign", 1),
        element("DesignDetails", _design(played)),
        element("ApplicantDetails", *(_party("Applicant", c) for c in _holders(played))),
    )


def _design(played: Played) -> Markup:
    one, registered = played.application, played.registered
    if not isinstance(one.matter, Design):
        raise TypeError(one.matter)
    described = element(
        "ClassDescription",
        element("ClassNumber", one.matter.locarno.replace("-", " - ")),
        element("ProductDescription", one.matter.title("de")),
    )
    product = element("IndicationProduct", element("ClassDescriptionDetails", described))
    return element(
        "Design",
        element("DesignIdentifier", f"{one.number}-0001"),
        element("RegistrationNumber", registered.number) if registered else "",
        element("RegistrationDate", registered.day) if registered else "",
        element("DesignTitle", one.matter.title("de")),
        _extension(played) if registered else "",
        element("IndicationProductDetails", product),
        _publication(played),
        element(
            "DesignerDetails", *(_designer(" ".join(reversed(p.latin))) for p in one.inventors)
        ),
    )


def _designer(name: str) -> Markup:
    line = element("FreeFormatNameLine", name)
    named = element("Name", element("FreeFormatName", element("FreeFormatNameDetails", line)))
    return element(
        "Designer", element("DesignerAddressBook", element("FormattedNameAddress", named))
    )


def _extension(played: Played) -> Markup:
    registered, ended = played.registered, played.ended
    records = [(registered.day, "Design Registered")] if registered else []
    if ended:
        records.append((ended, "Cancellation Expiry Term Of Protection"))
    status = "Design registration cancelled, paper file deleted" if ended else "Design Registered"
    return element(
        "de:DE_ST86Extension",
        tagged("de:DesignStatus", {}, status),
        tagged("de:CancellationDate", {}, ended) if ended else "",
        tagged(
            "de:DesignRecordDetails", {}, *(_design_record(day, words) for day, words in records)
        ),
    )


def _design_record(day: dt.date, words: str) -> Markup:
    basic = element(
        "DesignBasicRecord", element("RecordFilingDate", day), tagged("de:LegalStatus", {}, words)
    )
    return tagged("de:DesignRecord", {}, basic)
