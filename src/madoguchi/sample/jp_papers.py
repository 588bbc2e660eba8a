"""Documents of Japanese files as the JPO's API delivers them: Shift_JIS, in a ZIP for each case.

Patents' are XML, those of designs and trade marks preformatted pages (HTM).
"""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from string import Template

from madoguchi.model import Right, format_japanese
from madoguchi.sample.applications import Application
from madoguchi.sample.grammar import full_width
from madoguchi.sample.histories import Played
from madoguchi.sample.jp_answers import LAWS, company_code
from madoguchi.sample.jp_wrapper import Row, rows
from madoguchi.sample.markup import Markup, compact, joined
from madoguchi.sample.offices.shared import cited_documents, printed
from madoguchi.sample.registrable import Design, Mark
from madoguchi.sample.wording import Wording, write

_EXAMINERS = ("佐々波　透", "小柳　芳江", "鴨志田　学", "伊吹　早苗", "和泉　聡", "日比野　要")
_MOST = {Right.PATENT: 22, Right.DESIGN: 8, Right.TRADE_MARK: 10}
# With so many registrations a year, the numbers of the years before a filing.
_EARLIER_DESIGN = 1_350_000 - 26_250 * 2010
_EARLIER_MARK = 5_020_000 - 104_000 * 2008
Files = dict[str, bytes]


def zipped(played: list[Played]) -> Iterator[tuple[str, Files]]:
    """Yield the ZIP files of those cases whose documents are held: name, and members."""
    for right, most in _MOST.items():
        examined = [
            one for one in played
            if one.application.right is right and one.day("reasons") and _told(one.application)
        ]  # fmt: skip
        for one in sorted(examined, key=_shown)[:most]:
            yield from _of_case(one)


def _told(one: Application) -> bool:
    """Patents need a family, whose documents tell what can be cited."""
    return one.right is not Right.PATENT or bool(one.family and one.family.cited)


def _shown(played: Played) -> tuple[bool, bool, int]:
    """The showcase families first, then those that answered."""
    invention = played.application.invention
    return (
        not (invention and invention.showcase),
        played.day("reply") is None,
        played.application.seed,
    )


def _of_case(played: Played) -> Iterator[tuple[str, Files]]:
    one, found = played.application, rows(played)
    law = LAWS[one.right]
    decisions: Files = {}
    replies: Files = {}
    for row in found:
        writer = _WRITERS.get((one.right is Right.PATENT, row.coded.code))
        if writer is None or row.coded.step in ("formal-reply", "further-reply", "final-reasons"):
            continue
        data = writer(played, row).encode("cp932", "xmlcharrefreplace")
        if row.coded.code in ("A53", "A523"):
            name = "JPOXMLDOC01-jpbibl.xml" if one.right is Right.PATENT else "JPOSGMLDOC1P.HTM"
            replies[f"{row.coded.code}_{row.number}/{name}"] = data
        else:
            ending = "-jpntce.xml" if one.right is Right.PATENT else "P.HTM"
            decisions[f"{row.number}{ending}"] = data
    for service, files in (("refusal_reason_decision", decisions), ("opinion_amendment", replies)):
        if files:
            yield f"{law}_v1_app_doc_cont_{service}_{one.number}.zip", files


@cache
def _template(name: str) -> Template:
    file = resources.files("madoguchi.sample") / "papers" / name
    return Template(file.read_text("utf-8"))


def _examiner(one: Application) -> str:
    return _EXAMINERS[one.seed % len(_EXAMINERS)]


def _staff(one: Application) -> str:
    return f"{3000 + one.seed % 5000}"


# -- patents ---------------------------------------------------------------------------------------


def _lines(text: str) -> Markup:
    """Return a text with a break at the end of each line, as examiners' letters have."""
    return Markup("<br/>".join(joined(line) for line in text.strip("\n").split("\n")))


def _notice(played: Played, row: Row) -> str:
    one = played.application
    return _template("notice.xml").substitute(
        _common(one, row), body=_lines(_reasons(one)), articles=_articles(one)
    )


def _common(one: Application, row: Row) -> dict[str, str]:
    return {
        "number": one.number,
        "drafted": compact(row.coded.day),
        "examiner": _examiner(one),
        "staff": _staff(one),
        "agent": one.agent[0],
        "applicant": one.applicants[0].ja,
        "code": company_code(one.applicants[0].en),
        "agent_code": company_code(one.agent[1], "1"),
        "title": str(joined(one.title("ja"))),
    }


def _articles(one: Application) -> Markup:
    """Every second notice finds the claims unclear, too."""
    names = [
        "第２９条第２項（進歩性）",
        *(["第３６条第６項第２号（明確性）"] if one.seed % 2 else []),
    ]
    return Markup("\n".join(f"<jp:article>{name}</jp:article>" for name in names))


def _reasons(one: Application) -> str:
    unclear = one.seed % 2 == 1
    parts = [_template("inventive-step.txt"), *([_template("clarity.txt")] if unclear else [])]
    heads = [_template("reason-1.txt"), *([_template("reason-2.txt")] if unclear else [])]
    slots = _slots(one)
    head = "\n".join(part.substitute(slots) for part in heads)
    body = "\n".join(part.substitute(slots) for part in parts)
    return f"{head}\n\n　　　　　　　　　　記　　　（引用文献等については引用文献等一覧参照）\n\n{body}\n{_template('list.txt').substitute(slots)}"


def _slots(one: Application) -> dict[str, str]:
    invention, family = one.invention, one.family
    if invention is None or family is None or family.cited is None:
        raise ValueError(one.number)
    cited = [document for document, _ in cited_documents(family.documents[0])]
    listed = "\n".join(f"{full_width(n)}．{printed(d, 'ja')}" for n, d in enumerate(cited, 1))
    words = _filed(one)
    return {
        "object": invention.subject.object["ja"],
        "feature": invention.primary.name["ja"],
        "quantity": invention.primary.quantity["ja"],
        "problem": invention.primary.problem["ja"],
        "second": invention.secondary.name["ja"],
        "second_quantity": invention.secondary.quantity["ja"],
        "cited_title": family.cited.family.invention.subject.object["ja"],
        "cited_feature": family.cited.family.invention.primary.name["ja"],
        "cited": printed(family.cited, "ja"),
        "cited_numbers": "、".join(full_width(n) for n in range(1, len(cited) + 1)),
        "list": listed,
        "last": full_width(len(words.claims)),
        "day": "",
    }


def _filed(one: Application) -> Wording:
    if one.invention is None:
        raise ValueError(one.number)
    return write(one.invention, "ja", None)


def _opinion(played: Played, row: Row) -> str:
    one = played.application
    drafted = played.day("reasons")
    day = format_japanese(drafted, era=True) if drafted else ""
    text = _template("opinion.txt").substitute(_slots(one) | {"day": day})
    return _template("opinion.xml").substitute(
        _common(one, row), dispatch=row.number[-6:], body=_lines(text)
    )


def _amendment(played: Played, row: Row) -> str:
    one = played.application
    if one.invention is None:
        raise ValueError(one.number)
    claims = write(one.invention, "ja", None, granted=True).claims
    texts = (
        f'<claim num="{n}">\n<claim-text>\n　<u>{joined(text)}</u>\n</claim-text>\n</claim>'
        for n, text in enumerate(claims, 1)
    )
    return _template("amendment.xml").substitute(
        _common(one, row), dispatch=row.number[-6:], claims=Markup("\n".join(texts))
    )


def _grant(played: Played, row: Row) -> str:
    one = played.application
    fi = one.invention.subject.fi if one.invention else ""
    return _template("grant.xml").substitute(_common(one, row), fi=fi, claims=6 + one.seed % 9)


# -- designs and trade marks -----------------------------------------------------------------------


def _page(played: Played, row: Row, name: str, **slots: str) -> str:
    one = played.application
    right = "意匠" if one.right is Right.DESIGN else "商標"
    year, serial = full_width(one.number[:4]), full_width(one.number[4:])
    common = {
        "right": right,
        "number": f"{right[0]}願{year}－{serial}",
        "drafted": _wide_day(row),
        "examiner": _examiner(one),
        "staff": full_width(_staff(one)),
        "applicant": one.applicants[0].ja,
        "agent": one.agent[0],
        "code": full_width(company_code(one.applicants[0].en)),
        "dispatch": full_width(row.number[-6:]),
        "subject": one.title("ja"),
    }
    return _template(name).substitute(common | slots)


def _wide_day(row: Row) -> str:
    return full_width(format_japanese(row.coded.day, era=True))


def _refusal_page(played: Played, row: Row) -> str:
    one = played.application
    match one.matter:
        case Design():
            registered = full_width(_EARLIER_DESIGN + 26_250 * one.filed.year - one.seed % 50_000)
            return _page(played, row, "design-notice.htm", cited=f"意匠登録第{registered}号")
        case Mark() as mark:
            goods = mark.goods[0].text("ja").partition("、")[0]
            registered = full_width(
                _EARLIER_MARK + 104_000 * one.filed.year - one.seed * 7 % 700_000
            )
            return _page(
                played,
                row,
                "mark-notice.htm",
                cited=f"登録第{registered}号",
                goods=goods,
                reading=mark.reading,
            )
        case _:
            raise TypeError(one.matter)


def _opinion_page(played: Played, row: Row) -> str:
    return _page(played, row, "opinion.htm")


def _amendment_page(played: Played, row: Row) -> str:
    one = played.application
    goods = one.matter.goods[0] if isinstance(one.matter, Mark) else None
    if goods is None:
        return _page(played, row, "design-amendment.htm")
    return _page(
        played, row, "mark-amendment.htm", nice=full_width(goods.nice), goods=goods.text("ja")
    )


def _decision_page(played: Played, row: Row) -> str:
    granted = row.coded.code == "A01"
    article = "第１８条" if granted else "第１７条"
    if played.application.right is Right.TRADE_MARK:
        article = "第１６条" if granted else "第１５条"
    return _page(played, row, "registration.htm" if granted else "refusal.htm", article=article)


_WRITERS: dict[tuple[bool, str], Callable[[Played, Row], str]] = {
    (True, "A131"): _notice,
    (True, "A53"): _opinion,
    (True, "A523"): _amendment,
    (True, "A01"): _grant,
    (False, "A131"): _refusal_page,
    (False, "A53"): _opinion_page,
    (False, "A523"): _amendment_page,
    (False, "A01"): _decision_page,
    (False, "A02"): _decision_page,
}
