"""Generated documents to measure on: 60 % English, 40 % Japanese, about 7 KB of text each.

Words are drawn from a Zipf-like distribution, so that common and rare terms occur as in real text;
the co-occurrence of words is not that of real text.
"""

import bisect
import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta

from madoguchi.model import (
    Block,
    Body,
    Claim,
    ClaimSet,
    Classification,
    DocumentId,
    Name,
    Party,
    Publication,
    Scheme,
    Text,
)

_SYLLABLES = "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu".split()
_KANJI = "電池極材料層活物質正負陽陰導体基板光学信号処理装置方法制御部回路温度圧力流体機械構造面側端上下左右内外前後第一二三複数単位接続固定配置形成含有成分樹脂金属酸化合繊維膜粒子溶液反応触媒燃焼燃料冷却加熱測定検出画像情報通信端末記憶演算"
_KATA = "リチウムイオンセンサモータフレームシートフィルムレーザビームデバイスチップネットワーク"


class Words:
    """A vocabulary with Zipf weights."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        weights = (1 / (rank + 2.7) for rank in range(len(words)))
        self._sums = list(itertools.accumulate(weights))

    def draw(self, chance: random.Random, count: int) -> list[str]:
        top = self._sums[-1]
        pick = (bisect.bisect(self._sums, chance.random() * top) for _ in range(count))
        return [self._words[min(place, len(self._words) - 1)] for place in pick]


def english() -> Words:
    chance = random.Random(1)
    common = "the of a and to in is said for wherein claim according first second".split()
    made = {"".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5))) for _ in range(20_000)}
    return Words(common + sorted(made))


def japanese() -> Words:
    chance = random.Random(2)
    made = {"".join(chance.choices(_KANJI, k=chance.randint(2, 4))) for _ in range(9_000)}
    made |= {"".join(chance.choices(_KATA, k=chance.randint(3, 6))) for _ in range(3_000)}
    return Words(["前記", "であって", "を備える", "に記載の", "請求項１", *sorted(made)])


def publications(count: int, seed: int = 3) -> Iterator[Publication]:
    """Yield `count` publications, always the same."""
    chance = random.Random(seed)
    vocabularies = {"en": english(), "ja": japanese()}
    for serial in range(count):
        lang = "en" if chance.random() < 0.6 else "ja"
        yield _publication(chance, serial, lang, vocabularies[lang])


def _publication(chance: random.Random, serial: int, lang: str, words: Words) -> Publication:
    join = " " if lang == "en" else "の"

    def text(count: int) -> str:
        return join.join(words.draw(chance, count))

    scale = 1 if lang == "en" else 0.5
    claims = tuple(
        Claim(number=n, text=text(int(60 * scale)), depends_on=(1,) if n > 1 else ())
        for n in range(1, 9)
    )
    published = date(2001, 1, 1) + timedelta(days=chance.randrange(8_000))
    symbols = {f"{chance.choice('ABCDEFGH')}{chance.randrange(1, 30):02}{chance.choice('BCDFGHJKLM')}{chance.randrange(1, 40)}/{chance.randrange(0, 60):02}" for _ in range(4)}  # fmt: skip
    return Publication(
        office="US" if lang == "en" else "JP",
        number=f"{published.year}{serial:07d}",
        kind="A1" if lang == "en" else "A",
        date=published,
        lang=lang,
        application=DocumentId(number=str(serial), date=published - timedelta(days=540)),
        titles=(Text(text=text(7), lang=lang),),
        abstracts=(Body(blocks=(Block(text=text(int(90 * scale))),), lang=lang),),
        claims=(ClaimSet(claims=claims, lang=lang),),
        descriptions=(Body(blocks=tuple(Block(text=text(int(50 * scale)), number=f"{n:04}") for n in range(1, 9)), lang=lang),),
        applicants=(Party(names=(Name(name=f"{words.draw(chance, 1)[0]} {serial % 800}"),)),),
        inventors=(Party(names=(Name(name=text(2)),)),),
        classifications=tuple(Classification(scheme=Scheme.IPC, symbol=s) for s in sorted(symbols)),
    )  # fmt: skip


def xml(publication: Publication) -> bytes:
    """Write a publication in the MAREC shape, with inline markup in every third paragraph."""
    p = publication
    titles = "".join(
        f'<invention-title lang="{t.lang.upper()}">{t.text}</invention-title>' for t in p.titles
    )
    ipc = "".join(
        f"<classification-ipcr>{c.symbol}</classification-ipcr>" for c in p.classifications
    )
    claims = "".join(
        f'<claim num="{c.number}"><claim-text>{c.text}</claim-text></claim>'
        for s in p.claims
        for c in s.claims
    )
    blocks = "".join(
        f'<p num="{b.number}">{b.text[:40]}<b>{b.text[40:44]}</b>{b.text[44:80]}<sub>2</sub>{b.text[80:]}</p>'
        if n % 3 == 0
        else f'<p num="{b.number}">{b.text}</p>'
        for d in p.descriptions
        for n, b in enumerate(d.blocks)
    )
    names = "".join(
        f"<{kind}s>" + "".join(
            f'<{kind} format="original"><addressbook><name>{party.name}</name><address><country>{p.office}</country></address></addressbook></{kind}>'
            for party in parties
        ) + f"</{kind}s>"
        for kind, parties in (("applicant", p.applicants), ("inventor", p.inventors))
    )  # fmt: skip
    day = f"{p.date:%Y%m%d}"
    lang = p.lang.upper()
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<patent-document ucid="{p.id}" country="{p.office}" doc-number="{p.number}" kind="{p.kind}" lang="{lang}" date="{day}" family-id="{p.number}">
<bibliographic-data><publication-reference><document-id><country>{p.office}</country><doc-number>{p.number}</doc-number><kind>{p.kind}</kind><date>{day}</date></document-id></publication-reference>
<application-reference><document-id><country>{p.office}</country><doc-number>{p.application.number if p.application else ""}</doc-number><date>{day}</date></document-id></application-reference>
<technical-data><classifications-ipcr>{ipc}</classifications-ipcr>{titles}</technical-data><parties>{names}</parties></bibliographic-data>
<abstract lang="{lang}"><p>{p.abstracts[0].text}</p></abstract>
<claims lang="{lang}">{claims}</claims>
<description lang="{lang}">{blocks}</description>
</patent-document>
""".encode()
