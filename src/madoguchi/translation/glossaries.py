"""Glossaries: whose file of terms wins over every engine, read from CSV, TSV, TOML or TBX."""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import NamedTuple

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.translation.tbx import concepts
from madoguchi.translation.values import Pair, Term

MOST_ENTRIES, _LONGEST, _LARGEST = 20_000, 200, 5_000_000
_COLUMNS = ("source", "target", "source_lang", "target_lang", "domain")
_REMEDY = "see docs/translation.md"


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A term of one language with its translation in another, in all fields or in one."""

    pair: Pair
    term: Term
    domain: str = ""


class Glossary(msgspec.Struct, frozen=True):
    name: str
    entries: tuple[Entry, ...]

    def terms(self, pair: Pair, domain: str) -> dict[str, str]:
        """Return the terms of a pair; those of the domain go before those of all."""
        fitting = [e for e in self.entries if e.pair == pair and e.domain in ("", domain)]
        fitting.sort(key=lambda entry: entry.domain == domain)
        return {entry.term.source: entry.term.target for entry in fitting}


class _Line(NamedTuple):
    number: int
    entry: Entry
    stated: bool = True


class _Toml(msgspec.Struct, forbid_unknown_fields=True):
    source_lang: str
    target_lang: str
    terms: dict[str, str]
    domain: str = ""


def read_glossary(name: str, file: str, data: bytes, pair: Pair | None = None) -> Glossary:
    """Read a glossary by its file's name; `pair` is of columns that do not say their languages.

    Raises RefusedError with the line of what is wrong.
    """
    if len(data) > _LARGEST:
        raise RefusedError(f"{file} is larger than {_LARGEST // 1_000_000} MB; divide it")
    ending = file.lower().rpartition(".")[2]
    if ending in ("tbx", "xml"):
        lines = _of_concepts(data)
    elif ending == "toml":
        lines = _of_toml(file, _text(file, data))
    elif ending in ("csv", "tsv", "txt"):
        lines = _of_table(_text(file, data), "," if ending == "csv" else "\t", pair)
    else:
        raise RefusedError(f"{file} is no .csv, .tsv, .toml or .tbx file; {_REMEDY}")
    entries = tuple(_judged(file, lines))
    if not entries:
        raise RefusedError(f"{file} has no terms; {_REMEDY}")
    return Glossary(name, entries)


def _text(file: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RefusedError(f"{file}, line {line}: not UTF-8; save it as UTF-8", line) from None


def _judged(file: str, lines: Iterable[_Line]) -> Iterator[Entry]:
    """Give entries that can be used; the same term twice must have the same translation."""
    known: dict[tuple[Pair, str, str], tuple[str, int]] = {}
    for number, entry, stated in lines:
        for word in (entry.term.source, entry.term.target):
            _judge_word(file, number, word)
        key = (entry.pair, entry.domain, entry.term.source)
        before = known.setdefault(key, (entry.term.target, number))
        if before[1] == number:
            yield entry
        elif before[0] != entry.term.target and stated:
            raise RefusedError(
                f"{file}, line {number}: {entry.term.source!r} was {before[0]!r} in line "
                f"{before[1]} and is {entry.term.target!r} here; keep one",
                number,
            )
        if len(known) > MOST_ENTRIES:
            raise RefusedError(f"{file} has more than {MOST_ENTRIES} terms; divide it", number)


def _judge_word(file: str, number: int, word: str) -> None:
    reason = ""
    if not word:
        reason = "a term is empty; write both, or remove the line"
    elif len(word) > _LONGEST:
        reason = f"a term is longer than {_LONGEST} characters; write terms, not sentences"
    elif not word.isprintable():
        reason = f"{word[:40]!r} has characters that cannot be printed; remove them"
    if reason:
        raise RefusedError(f"{file}, line {number}: {reason}", number)


# -- tables --------------------------------------------------------------------------------------


def _of_table(text: str, delimiter: str, pair: Pair | None) -> Iterator[_Line]:
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        header = [column.strip().lower() for column in next(reader, [])]
        by_column = "source" in header or "target" in header
        _judge_header(header, named=by_column)
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells) or cells[0].startswith("#"):
                continue
            if len(cells) != len(header):
                raise RefusedError(
                    f"line {reader.line_num}: {len(cells)} columns where the first line has "
                    f"{len(header)}",
                    reader.line_num,
                )
            named = dict(zip(header, cells, strict=True))
            if by_column:
                yield _Line(reader.line_num, _entry(named, pair, reader.line_num))
            else:
                yield from _both_ways(reader.line_num, named)
    except csv.Error as error:
        raise RefusedError(f"line {reader.line_num}: {error}", reader.line_num) from None


def _judge_header(header: list[str], *, named: bool) -> None:
    if len(set(header)) != len(header):
        raise RefusedError(f"line 1: a column stands there twice; {_REMEDY}", 1)
    if not named:
        if len(header) < 2:
            raise RefusedError(
                "line 1 must name the columns: source,target or languages such as ja,en", 1
            )
        for column in header:
            Pair.of(column, column)
    elif not {"source", "target"} <= set(header) <= set(_COLUMNS):
        raise RefusedError(f"line 1: the columns are {', '.join(_COLUMNS)}; {_REMEDY}", 1)


def _entry(named: dict[str, str], pair: Pair | None, number: int) -> Entry:
    source, target = named.get("source_lang", ""), named.get("target_lang", "")
    if source and target:
        pair = Pair.of(source, target)
    if pair is None:
        raise RefusedError(
            f"line {number}: the languages are missing; add the columns source_lang and "
            "target_lang, or say --from and --to",
            number,
        )
    return Entry(pair, Term(named["source"], named["target"]), named.get("domain", ""))


def _both_ways(number: int, words: dict[str, str]) -> Iterator[_Line]:
    """Give the pairs of a concept's words; the way back may be another's already."""
    for place, (source, target) in enumerate(permutations(words, 2)):
        if words[source] and words[target]:
            entry = Entry(Pair.of(source, target), Term(words[source], words[target]))
            yield _Line(number, entry, stated=place == 0)


# -- other forms ---------------------------------------------------------------------------------


def _of_toml(file: str, text: str) -> Iterator[_Line]:
    try:
        read = msgspec.convert(tomllib.loads(text), _Toml)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RefusedError(f"{file}: {error}; {_REMEDY}") from None
    pair = Pair.of(read.source_lang, read.target_lang)
    lines = text.split("\n")
    for source, target in read.terms.items():
        number = next((n for n, line in enumerate(lines, 1) if source in line), 1)
        yield _Line(number, Entry(pair, Term(source.strip(), target.strip()), read.domain))


def _of_concepts(data: bytes) -> Iterator[_Line]:
    for number, words in enumerate(concepts(data), 1):
        yield from _both_ways(number, words)
