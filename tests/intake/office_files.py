"""Small office files for the intake's tests: our own words in two offices' formats."""

import json


def jp(number: int, title: str = "電池", more: str = "") -> bytes:
    """A Japanese unexamined publication."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<jp-official-gazette kind-of-jp="A" kind-of-st16="A" lang="ja" dtd-version="1.0" country="JP"
 xmlns:jp="http://www.jpo.go.jp"><bibliographic-data lang="ja" country="JP"><publication-reference>
<document-id><country>JP</country><doc-number>2021{number:06d}</doc-number>
<kind>公開特許公報(A)</kind><date>20210318</date></document-id></publication-reference>
<application-reference><document-id><doc-number>2019{number:06d}</doc-number><date>20190911</date>
</document-id></application-reference><invention-title>{title}</invention-title>
</bibliographic-data>{more}<claims><claim num="1"><claim-text>{title}。</claim-text></claim></claims>
</jp-official-gazette>
""".encode()


def history(number: int, granted: bool = False) -> bytes:
    """The case of a publication of `jp`, a line of our own form."""
    events = ["FILED 2019-09-11", "PUBLISHED 2021-03-18"] + ["GRANTED 2022-05-01"] * granted
    value = {
        "madoguchi": "history",
        "case": {"office": "JP", "right": "patent", "number": f"2019{number:06d}"},
        "bibliography": {"filed": "2019-09-11", "titles": [{"text": f"電池 {number}"}]},
        "events": [
            {"code": code, "date": date, "series": "stated"}
            for code, date in map(str.split, events)
        ],
    }
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def green_book(number: int, title: str = "Lamp") -> bytes:
    """A US grant in the Green Book's lines."""
    return f"""PATN
WKU  0{number:07d}1
APN  5184541
APT  1
APD  19741029
TTL  {title}
ISD  19760210
INVT
NAM  Miller; Ann
CLMS
STM  I claim:
NUM  1.
PAR  1. A lamp.
""".encode()


def docdb(*numbers: int) -> bytes:
    """A DOCDB exchange file."""
    records = "".join(
        f'<exch:exchange-document country="DE" doc-number="{n}" kind="A1" date-publ="20200102"'
        f' family-id="{n}" status="C"><exch:bibliographic-data><exch:publication-reference'
        f' data-format="docdb"><document-id><country>DE</country><doc-number>{n}</doc-number>'
        f"<kind>A1</kind><date>20200102</date></document-id></exch:publication-reference>"
        f'<exch:invention-title lang="de">Lampe {n}</exch:invention-title>'
        "</exch:bibliographic-data></exch:exchange-document>\n"
        for n in numbers
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE exch:exchange-documents SYSTEM "x.dtd">\n'
        f'<exch:exchange-documents xmlns:exch="http://www.epo.org/exchange">{records}'
        "</exch:exchange-documents>\n"
    ).encode()
