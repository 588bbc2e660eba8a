"""Full texts of EPO OPS: `fulltext-document` (fulltext-documents.xsd), alone or in an answer.

They hold one publication's claims or description, with its number and no other bibliographic
data. Claims come as one run of paragraphs, each with its printed number.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.body import ROLES, BodyReader
from madoguchi.formats.registry import XmlFormat
from madoguchi.formats.shape import Attributes, Ignored, Part, Shape
from madoguchi.law import publication_number, right_of
from madoguchi.model import Claim, ClaimSet, DocumentId, Publication, dependencies

_ATTRIBUTES = Attributes(
    used="lang country doc-number kind data-format document-id-type",
    ignored={
        **st36.ATTRIBUTES.ignored,
        **dict.fromkeys(("system", "fulltext-format", "status", "schemaLocation"),
                        "how and when the data were made"),
    },
)  # fmt: skip

_DOCUMENT = Shape(
    {
        "bibliographic-data/publication-reference/document-id": Part(
            "publication",
            Shape(
                {
                    "country": "country",
                    "doc-number": "number",
                    "kind": "kind",
                    "date": "date",
                    "name": Ignored("the applicant is told by the bibliographic data"),
                },
                _ATTRIBUTES,
                "fulltext:document-id",
            ),
        ),
        "description": "description",
        "claims": "claims",
    },
    _ATTRIBUTES,
    "fulltext-document",
)

_ROLES = {
    **ROLES,
    **dict.fromkeys(("bibl", "ref", "pre"), "inline"),
    **dict.fromkeys(("claim-text",), "paragraph"),
    "claim": "section",
}
_BODY = BodyReader("fulltext-document/text", _ROLES)


def read(root: Element, account: Account) -> Publication:
    """Read the claims or the description of one publication."""
    fields = _DOCUMENT.read(root, account)
    given = st36.document_id(fields.part("publication")) or _named(root)
    if given is None or not given.office:
        raise RefusedError("the full text gives no publication number")
    number = publication_number(given.office, given.number, given.kind, given.date)
    texts = (*fields.elements("description"), *fields.elements("claims"))
    lang = next((st36.language(text.get("lang", "")) for text in texts), "")
    lang = lang or st36.language(root.get("lang", ""))
    return Publication(
        office=given.office,
        number=number,
        kind=given.kind,
        right=right_of(given.office, given.kind, number),
        date=given.date,
        descriptions=st36.bodies(fields.elements("description"), _BODY, lang, account),
        claims=tuple(_claim_sets(fields.elements("claims"), lang, account)),
    )


def _named(root: Element) -> DocumentId | None:
    number, office = root.get("doc-number", ""), st36.country(root.get("country", ""))
    if not number:
        return None
    return DocumentId(number=number, office=office, kind=root.get("kind", ""))


def _claim_sets(elements: list[Element], lang: str, account: Account) -> Iterator[ClaimSet]:
    for element in elements:
        own = st36.language(element.get("lang", "")) or lang
        lines = [block.text for block in _BODY.blocks(element, account) if block.text]
        claims = tuple(numbered_claims(lines, own))
        if claims:
            yield ClaimSet(claims=claims, lang=own)


_NUMBERED = re.compile(r"(\d{1,4})\s*[.)．:]\s*(?=\S)")


def numbered_claims(lines: list[str], lang: str) -> Iterator[Claim]:
    """Yield the claims of lines: one begins where the next number is printed.

    What stands before the first number (AMENDED CLAIMS) stays at the head of claim 1.
    """
    number, text = 0, ""
    for line in lines:
        words, found = line, _NUMBERED.match(line)
        if found and int(found.group(1)) == number + 1:
            if number:
                yield _claim(number, text, lang)
                text = ""
            number += 1
            words = line[found.end() :]
        text = f"{text}\n{words}" if text else words
    if text:
        yield _claim(number or 1, text, lang)


def _claim(number: int, text: str, lang: str) -> Claim:
    return Claim(number=number, text=text, depends_on=dependencies(text, lang, number))


FORMAT = XmlFormat(
    name="ops-fulltext",
    read=read,
    roots=("fulltext-document",),
    containers={"fulltext-documents": ("fulltext-document",)},
)
