"""Numbers of publications and applications as their offices print them."""

from madoguchi.errors import NumberError
from madoguchi.law.files import application_number
from madoguchi.law.numbers import publication, read_number
from madoguchi.model import DocumentId, Publication


def printed_number(found: Publication, lang: str) -> str:
    """Return a publication's number as printed: 特開2021-044377, US 10,123,456 B2."""
    return publication(found.office, found.number, found.kind).printed(lang)


def printed_application(document: DocumentId, office: str, lang: str) -> str:
    """Return an application's number as printed (特願2019-165329); as received where none fits."""
    of = document.office or office
    try:
        readings = read_number(application_number(of, document.number, document.date), of)
    except NumberError:
        return document.number
    numbers = (reading.number for reading in readings)
    return next((n.printed(lang) for n in numbers if n.object == "application"), document.number)
