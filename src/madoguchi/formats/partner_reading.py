"""A partner's profile applied: to bytes before they are read, to publications after."""

import datetime as dt
import functools
import posixpath
import re
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats.documents import Document
from madoguchi.formats.encodings import codec, decode, keeps_markup
from madoguchi.formats.partner_profiles import DateRule, NumberRule, Profile
from madoguchi.formats.partner_streams import UNREADABLE, transcoded
from madoguchi.law import publication_number, right_of
from madoguchi.model import DocumentId, Publication, parse_date

LONGEST_NUMBER = 64
_LONGEST_NAME = 255
_DECLARED = re.compile(r"""\A\s*<\?xml\b[^>]{0,400}?\bencoding\s*=\s*["']([\w.\-]+)["']""")
_EIGHT_DIGITS = re.compile(r"(?:19|20)\d{6}")
# A day in XML, by the name of its element; in labelled text, by its INID code.
_DATE = re.compile(
    r"(<(?:[\w.\-]{1,60}:)?[\w.\-]{0,60}[Dd]ate(?:\s[^<>]{0,200})?>)([^<>]{1,40})(?=</)"
    r"|^(\((?:22|32|4[1-8])\) )([^\n]{1,40})$",
    re.MULTILINE,
)


class Prepared(NamedTuple):
    """A document in UTF-8, ready to be read, and what is to be told of its encoding."""

    document: Document
    warning: str = ""


def cut_stream(profile: Profile, stream: BinaryIO, path: str) -> BinaryIO:
    """Return a file's stream as it can be cut into documents: transcoded only where it must be.

    Documents in all other encodings are cut as they are, and so kept byte for byte.
    """
    expected = _expected(profile, path)
    return stream if not expected or keeps_markup(expected) else transcoded(stream, expected)


def prepared(profile: Profile, document: Document) -> Prepared:
    """Return a document in UTF-8. Raises RefusedError with the place of what is no character."""
    expected = _expected(profile, document.name)
    warning = ""
    if expected:
        document, warning = _in_utf8(profile, document, expected)
    if profile.dates:
        rewritten = _with_dates(document.data.decode("utf-8", "surrogateescape"), profile.dates)
        data = rewritten.encode("utf-8", "surrogateescape")
        document = msgspec.structs.replace(document, data=data)
    return Prepared(document, warning)


def _in_utf8(profile: Profile, document: Document, expected: str) -> Prepared:
    if not keeps_markup(expected):
        if UNREADABLE.encode() in document.data:
            raise RefusedError(f"bytes that are not {expected}", document.position)
        expected = "utf-8"
    try:
        found = decode(document.data, expected, _heard_of(profile, document))
    except RefusedError as error:
        place = document.position + (error.position or 0)
        raise RefusedError(error.reason, place) from None
    head = _declaring_utf8(document.head.decode("utf-8", "replace")).encode()
    data = _declaring_utf8(found.text).encode()
    return Prepared(msgspec.structs.replace(document, data=data, head=head), found.warning)


def _declaring_utf8(text: str) -> str:
    found = _DECLARED.match(text[:500])
    return f"{text[: found.start(1)]}UTF-8{text[found.end(1) :]}" if found else text


def _heard_of(profile: Profile, document: Document) -> list[str]:
    """The encodings that the document and other parts of the profile name."""
    declared = (
        _DECLARED.match(data[:500].decode("latin-1")) for data in (document.data, document.head)
    )
    named = [found[1] for found in declared if found]
    named += [rule.encoding for rule in profile.encodings]
    return list(_codecs([*named, profile.encoding]))


def _codecs(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        try:
            yield codec(name) if name else "utf-8"
        except LookupError:
            continue


def _expected(profile: Profile, path: str) -> str:
    """Return the codec of a file's documents, "" where the profile says nothing of it."""
    name = _file_name(path)
    found = profile.encoding
    for rule in profile.encodings:
        match = re.search(rule.pattern, name)
        if match and (rule.since is None or rule.since <= (_date_of(match, name) or dt.date.min)):
            found = rule.encoding
    return codec(found) if found else ""


def _file_name(path: str) -> str:
    return posixpath.basename(path)[-_LONGEST_NAME:]


def _date_of(match: re.Match[str], name: str) -> dt.date | None:
    """Return a file's day: the pattern's first group, else the first day in its name."""
    named = match[1] if match.re.groups else None
    digits = _EIGHT_DIGITS.search(name)
    return parse_date(named or (digits[0] if digits else ""))


def _with_dates(text: str, rule: DateRule) -> str:
    pattern = re.compile(rule.pattern)

    def rewritten(found: re.Match[str]) -> str:
        label, day = (found[1], found[2]) if found[1] else (found[3], found[4])
        return f"{label}{pattern.sub(rule.write, day)}"

    return _DATE.sub(rewritten, text)


# -- publications ------------------------------------------------------------------------------


def adapted(profile: Profile, publication: Publication, path: str) -> Publication:
    """Return a publication as the standards have it; `path` is the file that it lay in."""
    office = profile.offices.get(publication.office, publication.office) or profile.office
    kind = profile.kinds.get(publication.kind, publication.kind)
    number = _rewritten(profile, "publication", publication.number)
    number = publication_number(office, number, kind, publication.date)
    right = publication.right if kind == publication.kind else right_of(office, kind, number)
    for rule in profile.rights:
        right = rule.right if re.search(rule.pattern, _file_name(path)) else right
    found = msgspec.structs.replace(
        publication,
        office=office,
        kind=kind,
        number=number,
        right=right,
        application=_application(profile, publication.application),
    )
    return _in_language(found, profile.lang) if profile.lang else found


def _application(profile: Profile, document: DocumentId | None) -> DocumentId | None:
    if document is None:
        return None
    number = _rewritten(profile, "application", document.number)
    office = profile.offices.get(document.office, document.office)
    return msgspec.structs.replace(document, number=number, office=office)


def _rewritten(profile: Profile, what: str, number: str) -> str:
    """Return a number by the first rule that fits it; a very long one is none."""
    if len(number) > LONGEST_NUMBER:
        return number
    for rule in profile.numbers:
        match = _compiled(rule).fullmatch(number) if rule.of == what else None
        if match:
            return match.expand(rule.write)
    return number


@functools.lru_cache(maxsize=256)
def _compiled(rule: NumberRule) -> re.Pattern[str]:
    return re.compile(rule.pattern)


def _in_language(publication: Publication, lang: str) -> Publication:
    changed: dict[str, object] = {"lang": publication.lang or lang}
    for name in ("titles", "abstracts", "claims", "descriptions"):
        changed[name] = tuple(
            text if text.lang else msgspec.structs.replace(text, lang=lang)
            for text in getattr(publication, name)
        )
    return msgspec.structs.replace(publication, **changed)
