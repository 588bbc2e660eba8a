"""A whole file wrapper as a ZIP: originals, readings beside them, and a manifest at the end."""

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Generator, Iterable, Mapping
from typing import NamedTuple

from madoguchi import clock
from madoguchi.dossier.binding.items import Item, Loaded, loaded, ordered
from madoguchi.dossier.binding.names import Names, suffix_of
from madoguchi.dossier.binding.pieces import as_pdf, is_rendered
from madoguchi.errors import RefusedError

# What is packed already gains nothing from being packed again.
_PACKED = ("application/pdf", "application/zip", "image/", "application/vnd.openxml")
_COLUMNS = (
    "case", "office", "group", "number", "code", "name", "date", "direction", "lang", "source",
    "fetched", "media_type", "size", "sha256", "file", "rendered", "missing",
)  # fmt: skip


class _Sink:
    """Takes what the archive writes until it is handed on; it cannot seek."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """All is handed on after each document."""

    def close(self) -> None:
        """There is nothing to close."""

    def taken(self) -> bytes:
        data, self._pieces = b"".join(self._pieces), []
        return data


class _Entry(NamedTuple):
    one: Loaded
    file: str
    rendered: str


def bind_zip(
    items: Iterable[Item], title: str, groups: Mapping[str, str] | None = None
) -> Generator[bytes, None, None]:
    """Yield a ZIP of all items in folders by case and group, in the order of `bind_pdf`.

    A document is loaded whole before any of it is written, so that one that fails leaves nothing
    behind but its line in the manifest (manifest.json, manifest.csv), which comes last. `groups`
    are the words for the groups. Pages made here from a reading are named `(rendered)`.
    """
    sink, names = _Sink(), Names()
    names.path((), "manifest", ".json")
    names.path((), "manifest", ".csv")
    entries: list[dict[str, object]] = []
    with zipfile.ZipFile(sink, "w", allowZip64=True) as archive:
        for place, item in enumerate(ordered(items), 1):
            entry = _put(archive, names, place, loaded(item), groups or {})
            entries.append(_told(entry))
            yield sink.taken()
        manifest = {"title": title, "made": clock.stamp(), "documents": entries}
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        _write(archive, "manifest.json", text.encode(), None, "application/json")
        _write(archive, "manifest.csv", _csv(entries), None, "text/csv")
    yield sink.taken()


def _put(
    archive: zipfile.ZipFile, names: Names, place: int, one: Loaded, groups: Mapping[str, str]
) -> _Entry:
    content, item = one.content, one.item
    if content is None:
        return _Entry(one, "", "")
    folders = str(item.case), groups.get(item.group, item.group)
    date = item.document.date
    parts = (f"{place:04}", date.isoformat() if date else "", item.document.code, item.title)
    stem = " ".join(filter(None, parts))
    file = names.path(folders, stem, suffix_of(content.media_type))
    _write(archive, file, content.data, date, content.media_type)
    rendered = ""
    if is_rendered(content):
        try:
            data = as_pdf(content, item.document)
        except RefusedError:
            # The original is there; only the pages to read it are not.
            return _Entry(one, file, "")
        rendered = names.path(folders, f"{stem[:80]} (rendered)", ".pdf")
        _write(archive, rendered, data, date, "application/pdf")
    return _Entry(one, file, rendered)


def _write(
    archive: zipfile.ZipFile, name: str, data: bytes, date: dt.date | None, media_type: str
) -> None:
    # ZIP tells no years before 1980 and none after 2107.
    day = date if date and 1980 <= date.year <= 2107 else dt.date(1980, 1, 1)
    info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    info.compress_type = (
        zipfile.ZIP_STORED if media_type.startswith(_PACKED) else zipfile.ZIP_DEFLATED
    )
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)


def _told(entry: _Entry) -> dict[str, object]:
    """A document's line in the manifest; `missing` says why it is not there."""
    one, document, content = entry.one, entry.one.item.document, entry.one.content
    values = (
        str(one.item.case), one.item.case.office, one.item.group, document.number, document.code,
        one.item.title, document.date.isoformat() if document.date else "", document.direction,
        document.lang, one.item.source, one.fetched, content.media_type if content else "",
        len(content.data) if content else None, one.sha256, entry.file, entry.rendered, one.reason,
    )  # fmt: skip
    return dict(zip(_COLUMNS, values, strict=True))


def _csv(entries: Iterable[Mapping[str, object]]) -> bytes:
    """The manifest as a table, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for entry in entries:
        writer.writerow([_cell(entry[column]) for column in _COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    """What a spreadsheet would take for a formula is quoted, as it may come from outside."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
