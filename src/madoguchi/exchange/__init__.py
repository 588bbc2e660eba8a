"""Data exchange between offices: agreed, packed, carried, checked, acknowledged, made complete."""

from madoguchi.exchange.arriving import Holdings, Shelf
from madoguchi.exchange.completeness import (
    COUNTED,
    Completeness,
    Line,
    ListState,
    Range,
    Week,
)
from madoguchi.exchange.dues import Due
from madoguchi.exchange.exceptions import NumberException, NumberExceptions, write_list
from madoguchi.exchange.exchange import Exchange
from madoguchi.exchange.keeping import STEPS, Paper, Partners, Step, Version
from madoguchi.exchange.log import CODES, Entry
from madoguchi.exchange.messages import Asked
from madoguchi.exchange.offering import Offer, offers
from madoguchi.exchange.own import OwnOffice, Quarters, Servers
from madoguchi.exchange.packages import Manifest, Receipt, Request
from madoguchi.exchange.partners import (
    Agreement,
    Contact,
    Gate,
    Partner,
    Product,
    Share,
    Transport,
    Use,
    read_partner,
    write_partner,
)
from madoguchi.exchange.proving import Proof, prove
from madoguchi.exchange.provision import Provision
from madoguchi.exchange.sampling import pretend
from madoguchi.exchange.seal import Seal, check_certificate, fingerprint, verify
from madoguchi.exchange.serving import (
    Serving,
    files_over_https,
    own_host_key_line,
    own_key_line,
)
from madoguchi.exchange.shipping import Shipment
from madoguchi.exchange.status import PartnerState, ProductState, Sentence, Status

__all__ = [
    "CODES",
    "COUNTED",
    "STEPS",
    "Agreement",
    "Asked",
    "Completeness",
    "Contact",
    "Due",
    "Entry",
    "Exchange",
    "Gate",
    "Holdings",
    "Line",
    "ListState",
    "Manifest",
    "NumberException",
    "NumberExceptions",
    "Offer",
    "OwnOffice",
    "Paper",
    "Partner",
    "PartnerState",
    "Partners",
    "Product",
    "ProductState",
    "Proof",
    "Provision",
    "Quarters",
    "Range",
    "Receipt",
    "Request",
    "Seal",
    "Sentence",
    "Servers",
    "Serving",
    "Share",
    "Shelf",
    "Shipment",
    "Status",
    "Step",
    "Transport",
    "Use",
    "Version",
    "Week",
    "check_certificate",
    "files_over_https",
    "fingerprint",
    "offers",
    "own_host_key_line",
    "own_key_line",
    "pretend",
    "prove",
    "read_partner",
    "verify",
    "write_list",
    "write_partner",
]
