"""Bytes stored for each document: raw, zstd alone, zstd with our dictionary, solid xz."""

import lzma
import tempfile
from pathlib import Path

import zstandard
from sqlalchemy import create_engine, text

from bench.corpus import publications, xml
from bench.measuring import Row
from madoguchi.archive import Archive, Received
from madoguchi.archive.blobs import LEVEL, TRAIN_AT

DOCUMENTS = 3_000
REAL = Path(__file__).parents[2] / "shared/data/patent_fulltext/ep_wo_us_marec/corpus"


def run() -> list[Row]:
    generated = [(p.id, xml(p)) for p in publications(DOCUMENTS)]
    rows = _rows("generated", generated)
    if REAL.is_dir():
        real = [(path.stem, path.read_bytes()) for path in sorted(REAL.glob("*.xml"))]
        rows += _rows("real, MAREC", real * 1, trained=len(real) > TRAIN_AT)
    return rows


def _rows(name: str, documents: list[tuple[str, bytes]], *, trained: bool = True) -> list[Row]:
    data = [document for _, document in documents]
    raw = sum(map(len, data)) / len(data)
    plain = zstandard.ZstdCompressor(level=LEVEL)
    alone = sum(len(plain.compress(document)) for document in data) / len(data)
    solid = len(lzma.compress(b"".join(data), preset=6)) / len(data)
    ours = _stored(documents) / len(data)
    beside = f"raw {raw:.0f}, zstd alone {alone:.0f}, solid xz {solid:.0f}"
    note = "" if trained else " (too few to train a dictionary)"
    return [
        Row(
            f"store, {name}: bytes a document{note}",
            f"{ours:.0f}",
            beside,
            f"{ours / raw:.2f} of raw",
            "",
        )
    ]


def _stored(documents: list[tuple[str, bytes]]) -> int:
    with tempfile.TemporaryDirectory() as scratch:
        url = f"sqlite:///{scratch}/a.sqlite"
        archive = Archive(url)
        for start in range(0, len(documents), TRAIN_AT):
            part = documents[start : start + TRAIN_AT]
            archive.append([Received("bench", 0, data, id_, b"{}", "") for id_, data in part])
        archive.close()
        engine = create_engine(url)
        with engine.connect() as connection:
            size = int(connection.execute(text("SELECT sum(length(data)) FROM blob")).scalar_one())
            size += connection.execute(
                text("SELECT coalesce(sum(length(data)), 0) FROM dictionary")
            ).scalar_one()
        engine.dispose()
    return size
