"""XML in: what is refused before the parser sees it."""

import pytest

from madoguchi.errors import RefusedError
from madoguchi.formats.documents import Document
from madoguchi.formats.xml import parse


def refused(data: bytes) -> str:
    with pytest.raises(RefusedError) as error:
        parse(Document(data, 0))
    return error.value.reason


@pytest.mark.parametrize(
    "name",
    ["punycode", "idna", "undefined", "unicode_escape", "raw-unicode-escape", "rot13", "x-none"],
)
def test_what_is_no_character_set_is_refused(name: str) -> None:
    assert "unknown character encoding" in refused(f'<?xml encoding="{name}"?><a/>'.encode())


def test_a_second_document_type_does_not_bring_entities_in() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    for before in (b"<!DOCTYPE a []>", b"<!DOCTYPE a><!-- -->", b"<!DOCTYPE a><?x <?>"):
        assert "more than one" in refused(before + bomb)
    assert "declares the entity" in refused(b"<?x <!-- ?>" + bomb)
    assert "has no end" in refused(b'<!DOCTYPE a ">' + bomb.replace(b'"', b"'"))


def test_a_document_type_in_a_comment_or_in_text_is_none() -> None:
    root = parse(Document(b"<!-- <!DOCTYPE a [ --><a><![CDATA[<!DOCTYPE b>]]></a>", 0))
    assert root.text == "<!DOCTYPE b>"


def test_quotations_and_comments_inside_a_document_type() -> None:
    data = b"""<!DOCTYPE a [<!-- don't ] > --><?x isn't ]> ?><!ATTLIST a b CDATA "]>">]><a>1</a>"""
    assert parse(Document(data, 0)).text == "1"
