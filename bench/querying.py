"""Queries through the engine interface, straight on Tantivy, and on SQLite FTS5: 200,000 documents.

The same queries interleaved one by one in one process. FTS5 holds the same terms in a contentless
table of the same fields.
"""

import os
import random
import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import tantivy

from bench.corpus import english, japanese, publications
from bench.measuring import Row
from madoguchi.search import indexed, parse
from madoguchi.search.analysis import terms
from madoguchi.search.engine import Reached
from madoguchi.search.fields import TEXTS
from madoguchi.search.tantivy_engine import LAYOUT, TantivyEngine, compile_query, index_schema

DOCUMENTS = int(os.environ.get("BENCH_DOCUMENTS", "200000"))
OUT = Path(__file__).parent / "out" / f"query-{DOCUMENTS}-layout-{LAYOUT}"
QUERIES = 30
ROUNDS = 3


def build() -> None:
    """Build both indexes once; they are kept under bench/out."""
    if (OUT / "done").exists():
        return
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    table = sqlite3.connect(OUT / "fts5.sqlite")
    table.execute("PRAGMA synchronous=OFF")
    columns = ", ".join(TEXTS)
    table.execute(f"CREATE VIRTUAL TABLE t USING fts5({columns}, content='', tokenize='ascii')")
    engine = TantivyEngine(OUT / "tantivy")
    with engine.writing(fresh=True) as add:
        for number, publication in enumerate(publications(DOCUMENTS)):
            item = indexed(publication)
            add(item, replace=False)
            values = [item.streams.get(name, "") for name in TEXTS]
            table.execute(
                f"INSERT INTO t(rowid, {columns}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
                (number, *values),
            )
        add.commit(Reached(DOCUMENTS))
    table.commit()
    table.close()
    (OUT / "done").touch()


def expressions() -> dict[str, list[str]]:
    """Thirty queries a kind, of common and rarer words."""
    chance = random.Random(5)
    en, ja = english(), japanese()

    def pick(count: int) -> list[str]:
        words = en if chance.random() < 0.6 else ja
        return [w for w in words.draw(chance, count * 4) if len(w) > 2][:count] or ["claim"]

    return {
        "one word": [pick(1)[0] for _ in range(QUERIES)],
        "three words, all": ["*".join(pick(3)) for _ in range(QUERIES)],
        "three words, any": ["+".join(pick(3)) for _ in range(QUERIES)],
        "word in the title": [f"{pick(1)[0]}/TI" for _ in range(QUERIES)],
        "phrase": [f'"{" ".join(en.draw(chance, 2))}"' for _ in range(QUERIES)],
        "word, three years": [f"{pick(1)[0]}*2010:2012/PD" for _ in range(QUERIES)],
        "word in a class": [f"{pick(1)[0]}*H01B/IP" for _ in range(QUERIES)],
    }


def fts5(expression: str) -> str | None:
    """The same query in FTS5's language, where it has one."""
    text, _, field = expression.partition("/")
    if ("*" in text and ":" in expression) or field == "IP":
        return None
    joint = " AND " if "*" in text else " OR "
    words = text.replace("+", "*").strip('"').split("*") if '"' not in text else [text.strip('"')]
    phrases = [f'"{" ".join(_needle(word))}"' for word in words]
    return ("ti : " if field == "TI" else "") + f"({joint.join(phrases)})"


def _needle(word: str) -> list[str]:
    found = terms(word)
    return found[:-1] if len(found) > 1 and not word.isascii() else found


def run() -> list[Row]:
    build()
    engine = TantivyEngine(OUT / "tantivy")
    folder = OUT / "tantivy" / (OUT / "tantivy" / "current").read_text().strip()
    index = tantivy.Index(index_schema(), str(folder), reuse=True)
    searcher, schema = index.searcher(), index.schema
    table = sqlite3.connect(OUT / "fts5.sqlite")
    rows = []
    for kind, found in expressions().items():
        parsed = [(parse(e), compile_query(schema, parse(e)), fts5(e)) for e in found]

        def straight(query: tantivy.Query) -> object:
            hits = searcher.search(query, 20, True).hits
            return [searcher.doc(address).get_first("card") for _, address in hits]

        for tree, compiled, _ in parsed:  # the same finds, or the times mean nothing
            assert engine.search(tree).total == searcher.search(compiled, 1, True).count  # type: ignore[attr-defined]
        ours: list[float] = []
        peer: list[float] = []
        other: list[float] = []
        for round_ in range(ROUNDS + 1):
            for number, (tree, compiled, match) in enumerate(parsed):
                sides = [
                    (ours, lambda tree=tree: engine.search(tree, limit=20)),
                    (peer, lambda compiled=compiled: straight(compiled)),
                ]
                if (round_ + number) % 2:  # the second finds the caches warm, so they take turns
                    sides.reverse()
                for times, action in sides:
                    seconds = _timed(action)
                    times.extend([seconds] if round_ else [])
                if match:
                    other.append(_timed(lambda match=match: _fts5(table, match)))  # type: ignore[misc]
        a, b, c = (statistics.median(t) * 1e3 if t else 0.0 for t in (ours, peer, other))
        beside = f" (FTS5 {c:.2f} ms)" if c else ""
        rows.append(
            Row(f"query p50: {kind}", f"{a:.3f} ms", f"{b:.3f} ms{beside}", f"{a / b:.2f}", "≤ 1.5")
        )
    table.close()
    return rows


def _timed(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def _fts5(table: sqlite3.Connection, match: str) -> object:
    total = table.execute("SELECT count(*) FROM t WHERE t MATCH ?", (match,)).fetchone()
    top = table.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 20", (match,))
    return total, top.fetchall()
