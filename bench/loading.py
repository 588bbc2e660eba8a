"""Loading (read, store, index) against bare Tantivy indexing the same texts."""

import shutil
import tempfile
from pathlib import Path

import tantivy

from bench.corpus import publications, xml
from bench.measuring import Row, interleaved, wall
from madoguchi.archive import Archive
from madoguchi.intake import load
from madoguchi.search import SearchIndex, indexed

DOCUMENTS = 8_000


def bare(folder: Path, texts: list[dict[str, str]]) -> None:
    """Index texts that are analysed already, with the writer that the window uses."""
    builder = tantivy.SchemaBuilder()
    for name in ("ti", "ab", "cl", "de", "ap", "in"):
        builder.add_text_field(name, tokenizer_name="terms")
    index = tantivy.Index(builder.build(), str(folder))
    terms = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).build()
    index.register_tokenizer("terms", terms)
    writer = index.writer(50_000_000, 1)
    for text in texts:
        document = tantivy.Document()
        for name, value in text.items():
            document.add_text(name, value)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def run() -> list[Row]:
    made = list(publications(DOCUMENTS))
    texts = [dict(indexed(publication).streams) for publication in made]
    scratch = Path(tempfile.mkdtemp())
    source = scratch / "all.xml"
    source.write_bytes(b"".join(map(xml, made)))
    count = iter(range(1000))

    def ours() -> None:
        home = scratch / f"home{next(count)}"
        archive = Archive.at(home)
        report = load([source], archive, SearchIndex(home, archive))
        assert report.total.new == DOCUMENTS, report.total
        archive.close()

    def peer() -> None:
        folder = scratch / f"bare{next(count)}"
        folder.mkdir()
        bare(folder, texts)

    times = interleaved(2, {"ours": ours, "peer": peer}, wall)
    shutil.rmtree(scratch)
    rates = {name: DOCUMENTS / taken for name, taken in times.items()}
    ratio = rates["ours"] / rates["peer"]
    ours_, peer_ = (f"{rates[name]:.0f} documents/s" for name in ("ours", "peer"))
    return [Row("load (read, store, index) / bare Tantivy", ours_, peer_, f"{ratio:.2f}", "≥ 0.6")]
