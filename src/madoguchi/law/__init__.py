"""Office profiles: what differs between offices, as data, and the readings that follow from it."""

from madoguchi.law.calendar import is_working_day, next_working_day
from madoguchi.law.codes import document_rule, event_rule, event_rules, event_series, status_rule
from madoguchi.law.exchange import (
    docdb_application,
    docdb_publication,
    epodoc_application,
    epodoc_publication,
    plain_application,
    read_epodoc_application,
    read_epodoc_publication,
)
from madoguchi.law.files import application_number, publication_number
from madoguchi.law.numbers import Number, Reading, publication, read_number, right_of
from madoguchi.law.printing import printed_application, printed_number
from madoguchi.law.procedure import DocumentRule, EventRule, StatusRule
from madoguchi.law.profiles import OfficeProfile, kind_name, office_name, offices, source_text
from madoguchi.law.replay import STATED, Course, Standing, Step, replay, standing
from madoguchi.law.spellings import check_digit
from madoguchi.law.standard import INTERIM, ST27
from madoguchi.law.status import Status, status_on
from madoguchi.law.terms import Expiry, add_days, add_months, add_years, expiry

__all__ = [
    "INTERIM",
    "ST27",
    "STATED",
    "Course",
    "DocumentRule",
    "EventRule",
    "Expiry",
    "Number",
    "OfficeProfile",
    "Reading",
    "Standing",
    "Status",
    "StatusRule",
    "Step",
    "add_days",
    "add_months",
    "add_years",
    "application_number",
    "check_digit",
    "docdb_application",
    "docdb_publication",
    "document_rule",
    "epodoc_application",
    "epodoc_publication",
    "event_rule",
    "event_rules",
    "event_series",
    "expiry",
    "is_working_day",
    "kind_name",
    "next_working_day",
    "office_name",
    "offices",
    "plain_application",
    "printed_application",
    "printed_number",
    "publication",
    "publication_number",
    "read_epodoc_application",
    "read_epodoc_publication",
    "read_number",
    "replay",
    "right_of",
    "source_text",
    "standing",
    "status_on",
    "status_rule",
]
