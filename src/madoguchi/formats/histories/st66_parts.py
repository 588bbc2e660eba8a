"""What WIPO ST.66 (trade marks) and ST.86 (designs) have in common: addresses and priorities."""

from collections.abc import Iterable

from madoguchi.formats import st36
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.model import DocumentId, Name, Party, Priority, parse_date

ATTRIBUTES = Attributes(
    used="languageCode",
    ignored={
        "schemaLocation": "the schema that the file follows",
        "type": "the schema type of the element",
        "sequenceNumber": "the parties come in their order",
        "geographicRegionCategory": "that the region is a state",
    },
)

_CONTACT = Ignored("contact details are not laid open here")
_FORMATTED = (
    "AddressRoom", "AddressFloor", "AddressBuilding", "AddressPostOfficeBox", "AddressStreet",
    "AddressPostcode", "AddressCity", "AddressCounty",
)  # fmt: skip
_STATE = "AddressState"
_BOOK = "FormattedNameAddress"

_BOOK_RULES: dict[str, Rule] = {
    f"{_BOOK}/Name/FreeFormatName/FreeFormatNameDetails/FreeFormatNameLine": "name",
    f"{_BOOK}/Name/FormattedName/OrganizationName": "organization",
    f"{_BOOK}/Name/FormattedName/FirstName": "person",
    f"{_BOOK}/Name/FormattedName/MiddleName": "person",
    f"{_BOOK}/Name/FormattedName/LastName": "person",
    **{f"{_BOOK}/Address/FormattedAddress/{step}": "address" for step in _FORMATTED},
    f"{_BOOK}/Address/FormattedAddress/{_STATE}": "state",
    f"{_BOOK}/Address/FormattedAddress/FormattedAddressCountryCode": "country",
    f"{_BOOK}/Address/FormattedAddress/FormattedAddressExt": Ignored("the country by name"),
    f"{_BOOK}/Address/FreeFormatAddress/FreeFormatAddressLine": "address",
    f"{_BOOK}/Address/AddressCountryCode": "country",
    "ContactInformationDetails": _CONTACT,
    "AddressBookExt": Ignored("empty in all files seen"),
}
ADDRESS_BOOK = Shape(_BOOK_RULES, ATTRIBUTES, "st66:address-book")


def party_shape(role: str) -> Shape:
    """Return the shape of an Applicant or Representative."""
    return Shape(
        {
            f"{role}AddressBook": Part("book", ADDRESS_BOOK),
            f"{role}IncorporationCountryCode": "incorporated",
            f"{role}LegalEntity": Ignored("legal form of a body"),
            "Comment": Ignored("the role of the representative"),
            f"{role}Ext": Ignored("codes of the legal form and the kind of owner"),
        },
        ATTRIBUTES,
        f"st66:{role}",
    )


def parties(found: Iterable[Fields]) -> tuple[Party, ...]:
    """Return the parties in order; one that is given twice alike is kept once."""
    return tuple(dict.fromkeys(filter(None, map(_party, found))))


def _party(fields: Fields) -> Party | None:
    books = fields.parts("book")
    names = tuple(filter(None, map(_name, books)))
    if not names:
        return None
    told = [code for book in books for key in ("country", "address", "state")
            for code in book.texts(key)]  # fmt: skip
    codes = [*told, fields.text("incorporated")]
    return Party(names=names, country=next(filter(None, map(_country, codes)), ""))


def _country(text: str) -> str:
    """Return a country code; DPMA writes it into the county or state of an address."""
    return st36.country(text) if text.isupper() else ""


def _name(book: Fields) -> Name | None:
    lines = book.texts("name") or book.texts("organization") or [" ".join(book.texts("person"))]
    if not lines or not lines[0]:
        return None
    first = book.element_of("name")
    lang = first.get("languageCode", "") if first is not None else ""
    steps = (*book.texts("address"), *book.texts("state"))
    address = ", ".join(step for step in dict.fromkeys(steps) if not _country(step))
    return Name(name=" ".join(lines), lang=st36.language(lang), address=address)


PRIORITY = Shape(
    {
        "PriorityCountryCode": "country",
        "PriorityNumber": "number",
        "PriorityDate": "date",
        "PriorityStatusCode": Ignored("the register tells what became of the claim"),
        "PriorityPartialGoodsServices": Ignored("the claim is kept whole"),
    },
    ATTRIBUTES,
    "st66:priority",
)


def priorities(found: Iterable[Fields]) -> tuple[Priority, ...]:
    return tuple(
        Priority(
            document=DocumentId(
                number=one.text("number"),
                office=st36.country(one.text("country")),
                date=parse_date(one.text("date")),
            )
        )
        for one in found
        if one.text("number")
    )
