"""The embedded engine: Tantivy in the data directory.

An index is a folder of its own under `index/`; the file `current` names the one in use, so a
rebuilt index takes its place in one step. Texts are analysed in Python (`analysis`) and cut
into terms wherever there is no letter or digit; the engine stores only the cards.
"""

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import tantivy
from tantivy import FieldType, Occur, Order

from madoguchi.errors import MadoguchiError
from madoguchi.search.analysis import Needle, fold, fold_name, needle
from madoguchi.search.engine import Card, Indexed, Page, Reached, Sort
from madoguchi.search.fields import COUNTED, TEXTS
from madoguchi.search.query import (
    And,
    But,
    Days,
    Everything,
    Facet,
    Keys,
    Masked,
    Or,
    Period,
    Query,
    Symbol,
    Words,
)

LAYOUT = "5"
_WRITER_HEAP = 50_000_000
_STREAMS = (*TEXTS, "ap", "in")
_KEYS = ("ip", "cp", "fi", "ft", "an", "pn", "pr", "ev")
_CODES = ("cc", "kd", "subclass", "lang", "right", "st", "event", "has")
_NUMBERS = ("pd", "ad", "year", "ed", "xd", "xyear", "if_from", "if_to", "turns")
_BOOSTS = {"ti": 3.0, "ab": 1.5, "cl": 1.2}
_card = msgspec.json.Decoder(Card)


def index_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(
        "id", stored=False, fast=True, tokenizer_name="raw", index_option="basic"
    )
    builder.add_bytes_field("card", stored=True)
    for name in _STREAMS:
        builder.add_text_field(name, tokenizer_name="terms", index_option="position")
    for name in _KEYS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (*_CODES, "applicant"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in _NUMBERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    return builder.build()


class TantivyEngine:
    """Searches one index folder; see `Engine`."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._current = str(home / "current")
        self._open: _Open | None = None

    # -- in ------------------------------------------------------------------------------------

    def write(self, batch: Iterable[Indexed], reached: Reached) -> None:
        with self.writing() as add:
            for item in batch:
                add(item)
            add.commit(reached)

    @contextlib.contextmanager
    def writing(self, *, fresh: bool = False) -> "Iterator[Writing]":
        """Open the index for a long write; `fresh` builds a new one, put in place at the end.

        Raises MadoguchiError while another process is writing.
        """
        with self._locked():
            folder = self._new_folder() if fresh else self._folder() or self._new_folder()
            yield from self._written_to(folder, fresh=fresh)

    def _written_to(self, folder: Path, *, fresh: bool) -> "Iterator[Writing]":
        index = _open_index(folder)
        if not fresh:
            self._put_in_place(folder)  # an index of its first load is searched as it grows
        try:
            writer = index.writer(_WRITER_HEAP, 1)
        except ValueError as error:
            raise MadoguchiError(f"the index cannot be written: {error}") from None
        writing = Writing(index, writer, folder)
        try:
            yield writing
        except BaseException:
            with contextlib.suppress(ValueError):  # a writer that died has nothing to take back
                writer.rollback()
            # Which drops it: it holds the index for as long as a trace of the error refers to it.
            with contextlib.suppress(ValueError):
                writer.wait_merging_threads()
            if fresh:
                shutil.rmtree(folder, ignore_errors=True)
            raise
        with _written():
            writer.wait_merging_threads()
            self._put_in_place(folder)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the one lock of all that writes here; the system lets go of it with the process."""
        self._home.mkdir(parents=True, exist_ok=True)
        with (self._home / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise MadoguchiError(
                    "the index is being written by another process; "
                    "give the command again when it ends"
                ) from None
            yield

    def _folder(self) -> Path | None:
        """The folder in use, or None where there is none of this layout."""
        with contextlib.suppress(FileNotFoundError):
            name = (self._home / "current").read_text().strip()
            if name.startswith(f"{LAYOUT}-") and (self._home / name).is_dir():
                return self._home / name
        return None

    def _new_folder(self) -> Path:
        folder = self._home / f"{LAYOUT}-{uuid4().hex[:12]}"
        folder.mkdir(parents=True)
        (folder / "position").write_text(_written_down(Reached()))
        return folder

    def _put_in_place(self, folder: Path) -> None:
        before = self._folder()
        if before == folder:
            return
        _replace(self._home / "current", folder.name)
        for other in self._home.iterdir():
            if other.is_dir() and other not in (folder, before):
                shutil.rmtree(other, ignore_errors=True)

    # -- out -----------------------------------------------------------------------------------

    def reached(self) -> Reached:
        opened = self._searcher()
        return opened.reached if opened else Reached()

    def search(
        self, query: Query, *, sort: Sort = "relevance", offset: int = 0, limit: int = 20
    ) -> Page:
        opened = self._searcher()
        if opened is None:
            return Page(0, ())
        compiled = compile_query(opened.schema, query)
        # Memory is reserved for the offset beforehand: a forged one would end the process.
        skipped = min(offset, opened.searcher.num_docs)
        found: Any = opened.searcher.search(  # its stub lacks `count`
            compiled, max(limit, 1), True, **_ORDERS[sort], offset=skipped
        )
        cards = (
            opened.searcher.doc(address).get_first("card") for _, address in found.hits[:limit]
        )
        return Page(int(found.count), tuple(_card.decode(bytes(card or b"")) for card in cards))

    def facets(
        self, query: Query, names: Sequence[str], size: int
    ) -> dict[str, list[tuple[str, int]]]:
        opened = self._searcher()
        if opened is None:
            return {name: [] for name in names}
        wanted = {name: {"terms": {"field": COUNTED[name], "size": size}} for name in names}
        result = opened.searcher.aggregate(compile_query(opened.schema, query), wanted)
        return {
            name: [(_plain(b["key"]), int(b["doc_count"])) for b in result[name]["buckets"]]
            for name in names
        }

    def _searcher(self) -> "_Open | None":
        """The searcher over the newest commit; two looks at the file system tell whether it is."""
        try:
            stamps = _modified(self._current), _modified(self._open.position) if self._open else 0
        except FileNotFoundError:
            stamps = (0, 0)
        if self._open is None or self._open.stamps != stamps:
            self._reopen()
        return self._open

    def _reopen(self) -> None:
        folder = self._folder()
        if folder is None:
            self._open = None
            return
        stamps = _modified(self._current), _modified(str(folder / "position"))
        if self._open is None or self._open.folder != folder:
            self._open = _Open(folder)
        self._open.reload(stamps)


class Writing:
    """A long write: call with a publication to put it in, `commit` to make all searchable."""

    def __init__(self, index: tantivy.Index, writer: tantivy.IndexWriter, folder: Path) -> None:
        self._index = index
        self._writer = writer
        self._folder = folder

    def __call__(self, item: Indexed, *, replace: bool = True) -> None:
        if replace:
            self._writer.delete_documents_by_term("id", item.id)
        document = tantivy.Document()
        document.add_text("id", item.id)
        document.add_bytes("card", item.card)
        for name, stream in item.streams.items():
            document.add_text(name, stream)
        for name, keys in item.keys.items():
            for key in keys:
                document.add_text(name, key)
        for name, values in item.numbers.items():
            for value in values:
                document.add_unsigned(name, value)
        with _written():
            self._writer.add_document(document)

    def remove(self, id_: str) -> None:
        """Take out what is held under an identity, if anything is."""
        self._writer.delete_documents_by_term("id", id_)

    def commit(self, reached: Reached) -> None:
        """Make everything put in searchable and durable, and only then move the position on."""
        with _written():
            self._writer.commit()
            _replace(self._folder / "position", _written_down(reached))


@contextlib.contextmanager
def _written() -> Iterator[None]:
    """Say what it means that the index cannot be written: all that was stored is safe."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise MadoguchiError(
            f"the index cannot be written, perhaps for want of space ({error}); "
            "everything stored is kept: make room and give the command again to go on"
        ) from None


class _Open:
    """An index open for searching; `stamps` are when its two small files were last written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.position = str(folder / "position")
        self._index = _open_index(folder)
        self.schema = self._index.schema
        self.reload((0, 0))

    def reload(self, stamps: tuple[int, int]) -> None:
        numbers = Path(self.position).read_text().split()  # first, so that it never says more
        self.reached = Reached(*map(int, numbers))
        self._index.reload()
        self.searcher = self._index.searcher()
        self.stamps = stamps


def _written_down(reached: Reached) -> str:
    return " ".join(map(str, reached))


def _modified(path: str) -> int:
    return os.stat(path).st_mtime_ns  # noqa: PTH116 - at every query; Path takes six times as long


def _open_index(folder: Path) -> tantivy.Index:
    index = tantivy.Index(index_schema(), str(folder), reuse=True)
    terms = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).build()
    index.register_tokenizer("terms", terms)
    return index


def _replace(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    with fresh.open("w") as file:
        file.write(text)
    fresh.replace(path)


def _plain(key: object) -> str:
    return str(int(key)) if isinstance(key, (int, float)) else str(key)


_ORDERS: dict[Sort, dict[str, Any]] = {
    "relevance": {},
    "newest": {"order_by_field": "pd", "order": Order.Desc},
    "oldest": {"order_by_field": "pd", "order": Order.Asc},
    "number": {"order_by_field": "id", "order": Order.Asc},
}


# -- the query tree to Tantivy's ---------------------------------------------------------------


def compile_query(schema: tantivy.Schema, query: Query) -> tantivy.Query:
    """Return Tantivy's form of a query tree."""
    return _COMPILERS[type(query)](schema, query)


def _both(schema: tantivy.Schema, query: And) -> tantivy.Query:
    return tantivy.Query.boolean_query(
        [(Occur.Must, compile_query(schema, p)) for p in query.parts]
    )


def _either(schema: tantivy.Schema, query: Or) -> tantivy.Query:
    return _any([compile_query(schema, part) for part in query.parts])


def _but(schema: tantivy.Schema, query: But) -> tantivy.Query:
    return tantivy.Query.boolean_query(
        [
            (Occur.Must, compile_query(schema, query.base)),
            (Occur.MustNot, compile_query(schema, query.without)),
        ]
    )


def _everything(_schema: tantivy.Schema, _query: Everything) -> tantivy.Query:
    return tantivy.Query.all_query()


def _words(schema: tantivy.Schema, query: Words) -> tantivy.Query:
    if query.field.kind == "name":
        parts = [needle(part, truncated=query.truncated) for part in fold_name(query.text).split()]
        found = [_in_all(schema, part, query.field.targets) for part in parts if part.terms]
        musts = [(Occur.Must, part) for part in found]
        return tantivy.Query.boolean_query(musts) if musts else tantivy.Query.empty_query()
    return _in_all(schema, needle(query.text, truncated=query.truncated), query.field.targets)


_SIGNS = {"*": ".*", "?": ".?", "#": "."}
_PIECES = re.compile(r"[*?#]|[^*?#]+")


def _masked(schema: tantivy.Schema, query: Masked) -> tantivy.Query:
    """A word of which some letters are left open, among the terms of each field."""
    pieces = _PIECES.findall(query.text)
    pattern = "".join(_SIGNS.get(piece) or _escape(fold(piece)) for piece in pieces)
    return _any([tantivy.Query.regex_query(schema, name, pattern) for name in query.field.targets])


def _in_all(schema: tantivy.Schema, wanted: Needle, targets: tuple[str, ...]) -> tantivy.Query:
    return _any([_boosted(_in_one(schema, wanted, name), name, len(targets)) for name in targets])


def _boosted(query: tantivy.Query, name: str, targets: int) -> tantivy.Query:
    boost = _BOOSTS.get(name)
    return tantivy.Query.boost_query(query, boost) if boost and targets > 1 else query


def _in_one(schema: tantivy.Schema, wanted: Needle, name: str) -> tantivy.Query:
    terms = list(wanted.terms)
    if not terms:
        return tantivy.Query.empty_query()
    if len(terms) == 1:
        query = _single(schema, terms[0], name, open_=wanted.open)
    elif wanted.open:
        patterns: list[str | tuple[int, str]] = [
            *map(_escape, terms[:-1]),
            _escape(terms[-1]) + ".*",
        ]
        query = tantivy.Query.regex_phrase_query(schema, name, patterns)
    else:
        query = tantivy.Query.phrase_query(schema, name, list(terms))
    if wanted.joined and not wanted.open:
        query = _any([query, _single(schema, wanted.joined, name, open_=False)])
    return query


def _single(schema: tantivy.Schema, term: str, name: str, *, open_: bool) -> tantivy.Query:
    if open_:
        return tantivy.Query.regex_query(schema, name, _escape(term) + ".*")
    return tantivy.Query.term_query(schema, name, term, "freq")


def _escape(term: str) -> str:
    """Regex signs are all ASCII; terms also hold marks and unassigned characters of scripts."""
    return "".join(c if c.isalnum() or not c.isascii() else "\\" + c for c in term)


def _symbol(schema: tantivy.Schema, query: Symbol) -> tantivy.Query:
    return _any(
        [tantivy.Query.term_query(schema, n, query.text, "basic") for n in query.field.targets]
    )


def _keys(schema: tantivy.Schema, query: Keys) -> tantivy.Query:
    name = query.field.targets[0]
    return _any([tantivy.Query.term_query(schema, name, key, "basic") for key in query.keys])


def _days(schema: tantivy.Schema, query: Days) -> tantivy.Query:
    return _range(schema, query.field.targets[0], query.first, query.last)


def _period(schema: tantivy.Schema, query: Period) -> tantivy.Query:
    """It began on or before the range's last day, and ended on or after its first."""
    begins, ends = query.field.targets
    parts = [_range(schema, begins, None, query.last), _range(schema, ends, query.first, None)]
    return tantivy.Query.boolean_query([(Occur.Must, part) for part in parts])


def _range(
    schema: tantivy.Schema, name: str, first: date | None, last: date | None
) -> tantivy.Query:
    low = int(first.strftime("%Y%m%d")) if first else 1
    high = int(last.strftime("%Y%m%d")) if last else 99_999_999
    return tantivy.Query.range_query(schema, name, FieldType.Unsigned, low, high)


def _facet(schema: tantivy.Schema, query: Facet) -> tantivy.Query:
    name = COUNTED[query.name]
    if name in _NUMBERS:
        value = int(query.value) if query.value.isdecimal() else 0
        return tantivy.Query.term_query(schema, name, min(value, 9999), "basic")
    return tantivy.Query.term_query(schema, name, query.value, "basic")


def _any(queries: list[tantivy.Query]) -> tantivy.Query:
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(Occur.Should, query) for query in queries])


_COMPILERS: dict[type, Callable[..., tantivy.Query]] = {
    And: _both,
    Or: _either,
    But: _but,
    Everything: _everything,
    Words: _words,
    Masked: _masked,
    Symbol: _symbol,
    Keys: _keys,
    Days: _days,
    Period: _period,
    Facet: _facet,
}
