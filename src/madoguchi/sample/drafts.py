"""Papers of files that are not laid open: what was filed, as the office read it."""

from collections.abc import Iterator

from madoguchi.model import Block, Body, Paper, format_japanese
from madoguchi.sample.histories import Played
from madoguchi.sample.invention import Invention
from madoguchi.sample.own_histories import documents
from madoguchi.sample.wording import write

_LANG = "ja"
_EVERY = 2


def drafts(number: int, played: Played) -> tuple[Paper, ...]:
    """Return the application as filed, for every second file of a patent or utility model."""
    one = played.application
    filed = next((document for document in documents(played) if document.code == "A63"), None)
    if number % _EVERY or one.invention is None or filed is None:
        return ()
    facts = (
        ("書類名", filed.name),
        ("整理番号", f"P{one.filed:%Y}-{one.seed % 10_000:04}"),
        ("提出日", format_japanese(one.filed, era=True)),
        ("あて先", "特許庁長官　殿"),
        ("発明の名称", one.title(_LANG)),
        *(("発明者", person.name(_LANG)) for person in one.inventors),
        *(("特許出願人", company.ja) for company in one.applicants),
        ("代理人", one.agent[0]),
    )
    body = Body(blocks=tuple(_blocks(one.invention)), lang=_LANG)
    media_type = "application/json"
    paper = Paper(
        document=filed.number, title=filed.name, lang=_LANG, body=body, facts=facts,
        media_type=media_type,
    )  # fmt: skip
    return (paper,)


def _blocks(invention: Invention) -> Iterator[Block]:
    words = write(invention, _LANG, None)
    yield Block(text="【書類名】明細書", kind="heading")
    for section in words.sections:
        yield Block(text=f"【{section.heading}】", kind="heading")
        yield from (Block(text=text) for text in section.paragraphs)
    yield Block(text="【書類名】特許請求の範囲", kind="heading")
    for n, claim in enumerate(words.claims, 1):
        yield Block(text=f"【請求項{n}】", kind="heading")
        yield Block(text=claim)
    yield Block(text="【書類名】要約書", kind="heading")
    yield Block(text=words.abstract)
