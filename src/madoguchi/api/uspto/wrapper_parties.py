"""The people of a file wrapper: applicants, inventors, representatives.

The register keeps a name and an address in one piece each; the address stands in its first line.
"""

from madoguchi.api.uspto.portal_envelope import Told, given
from madoguchi.model import Bibliography, Party


def applicant(party: Party) -> Told:
    return given(applicantNameText=party.name, correspondenceAddressBag=_address_bag(party))


def inventor(party: Party) -> Told:
    return given(
        inventorNameText=party.name,
        countryCode=party.country,
        correspondenceAddressBag=_address_bag(party) if address_line(party) else None,
    )


def record_attorney(told: Bibliography) -> Told:
    """The representatives; which of them have the power of attorney is not kept apart."""
    customer = dict(told.references).get("customer", "")
    number = given(patronIdentifier=int(customer)) if customer.isdecimal() else {}
    return given(
        customerNumberCorrespondenceData=number, attorneyBag=list(map(_attorney, told.agents))
    )


def _attorney(party: Party) -> Told:
    address = given(addressLineOneText=address_line(party), countryCode=party.country)
    return given(
        **_name(party),
        registrationNumber=party.id,
        attorneyAddressBag=[address] if address else None,
    )


def _name(party: Party) -> Told:
    """A practitioner's name in its parts; a firm's, for want of a field, as one last name."""
    words, _, suffix = party.name.partition(", ")
    if not party.id or " " not in words:
        return given(lastName=party.name)
    first, *middle, last = words.split(" ")
    return given(firstName=first, middleName=" ".join(middle), lastName=last, nameSuffix=suffix)


def address_line(party: Party) -> str:
    return party.names[0].address if party.names else ""


def _address_bag(party: Party) -> list[Told]:
    address = given(addressLineOneText=address_line(party), countryCode=party.country)
    return [{**address, "postalAddressCategory": "postal"}] if address else []
