"""Office profiles: what differs between offices, as data, and the readings that follow from it."""

from madoguchi.law.files import application_number, publication_number
from madoguchi.law.numbers import Number, Reading, publication, read_number, right_of
from madoguchi.law.printing import printed_application, printed_number
from madoguchi.law.profiles import OfficeProfile, kind_name, office_name, offices
from madoguchi.law.spellings import check_digit

__all__ = [
    "Number",
    "OfficeProfile",
    "Reading",
    "application_number",
    "check_digit",
    "kind_name",
    "office_name",
    "offices",
    "printed_application",
    "printed_number",
    "publication",
    "publication_number",
    "read_number",
    "right_of",
]
