"""Numbers of applications, publications and rights: what a person types, and how it is printed."""

from collections.abc import Iterator

import msgspec

from madoguchi.errors import NumberError
from madoguchi.law import spellings
from madoguchi.law.profiles import office_name, offices, template_for
from madoguchi.law.rules import Match, Rule, all_rules, rules
from madoguchi.model import Right

_LONGEST = 100
_SHORTEST_ALONE = 4
_PUBLISHED = frozenset({"publication", "grant", "registration"})


class Number(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One number of one office, canonical: `number` is without office and kind code."""

    office: str
    right: Right
    object: str
    number: str
    kind: str = ""

    @property
    def id(self) -> str:
        """The identity as in the permanent address: JP2021044377A."""
        return f"{self.office}{self.number}{self.kind}"

    @property
    def docdb(self) -> str:
        """The spelling of the EPO's master documentation database: JP.2021044377.A."""
        rule = _rule_of(self)
        written = (rule and rule.type.docdb) or "{cc}.{number}.{kind}"
        return self._spelled(rule, template_for(written, self.number))

    @property
    def epodoc(self) -> str:
        """The spelling of EPODOC, without kind code: JP2021044377."""
        rule = _rule_of(self)
        written = (rule and rule.type.epodoc) or "{cc}{number}"
        return self._spelled(rule, template_for(written, self.number))

    @property
    def name(self) -> dict[str, str]:
        """What sort of number this is, by language."""
        rule = _rule_of(self)
        return dict(rule.type.name) if rule else {}

    def printed(self, lang: str = "en") -> str:
        """Return the number as the office prints it, English where the language has no form."""
        rule = _rule_of(self)
        by_language = rule.type.printed if rule else {}
        written = by_language.get(lang) or by_language.get("en") or "{cc} {number} {kind}"
        return self._spelled(rule, template_for(written, self.number))

    def _spelled(self, rule: Rule | None, template: str) -> str:
        found = (rule and rule.values(self.number)) or {}
        found |= {"cc": self.office, "number": self.number, "kind": self.kind}
        if rule and rule.type.check:
            found["check"] = spellings.check_digit(rule.type.check, self.number)
        return spellings.spell(template, found)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One way to read a text; `reason` has a `code` and the words for it by language."""

    number: Number
    reason: dict[str, str]


def read_number(text: str, office: str = "") -> tuple[Reading, ...]:
    """Return every reading of what a person typed, the likeliest first.

    `office` is the office that the person has in mind, if known. Raises NumberError where the
    text is no number of any office.
    """
    if len(text) > _LONGEST or not text.isprintable():
        raise NumberError(_refusal(text))
    matches = [match for plain in _plainly(text) for match in _matches(plain, office)]
    if not matches:
        raise NumberError(_refusal(text))
    best = min(map(_surety, matches))
    sure = [match for match in matches if _surety(match) == best]
    sure.sort(key=lambda match: (match.office != office, match.check_fails))
    distinct = {_number(match): match for match in reversed(sure)}
    ordered = sorted(distinct.items(), key=lambda item: sure.index(item[1]))
    return tuple(Reading(number=number, reason=_reason(match)) for number, match in ordered)


def _plainly(text: str) -> Iterator[str]:
    """Yield the plain spellings of a text: in `NO 123456`, NO is Norway, if it is not "number"."""
    yield spellings.plain(text)
    if text[:3].upper() == "NO ":
        yield f"NO{spellings.plain(text[3:])}"


def publication(office: str, number: str, kind: str = "") -> Number:
    """Return the number of a publication of which the canonical number is known."""
    found = _published_rules(office, number, kind)
    rule = next(found, None)
    right = rule.type.right if rule else _right_of_kind(office, kind)
    what = rule.type.object if rule else "publication"
    return Number(office=office, right=right, object=what, number=number, kind=kind)


def right_of(office: str, kind: str, number: str = "") -> Right:
    """Return which right a publication of this kind, and number where known, belongs to."""
    if number and not _has_kind(office, kind):
        rule = next(_published_rules(office, number, kind), None)
        if rule is not None:
            return rule.type.right
    return _right_of_kind(office, kind)


def _has_kind(office: str, kind: str) -> bool:
    profile = offices().get(office)
    return profile is not None and kind in profile.kinds


def _right_of_kind(office: str, kind: str) -> Right:
    profile = offices().get(office)
    if profile and kind in profile.kinds:
        return profile.kinds[kind].right
    fitting = (rule.type for rule in rules(office) if rule.type.object in _PUBLISHED)
    found = next((one.right for one in fitting if kind and one.has_kind(kind)), None)
    return found or Right.PATENT


def _published_rules(office: str, number: str, kind: str) -> Iterator[Rule]:
    for rule in rules(office):
        fits = not kind or rule.type.has_kind(kind)
        if rule.type.object in _PUBLISHED and fits and rule.kept.fullmatch(number):
            yield rule


def _rule_of(number: Number) -> Rule | None:
    """Return the type of a number: the first that fits, kind code included if one does."""
    fitting = [
        rule
        for rule in rules(number.office)
        if rule.type.object == number.object
        and rule.type.right == number.right
        and rule.kept.fullmatch(number.number)
    ]
    exact = (rule for rule in fitting if rule.type.has_kind(number.kind))
    return next(exact, fitting[0] if fitting else None)


def _matches(text: str, office: str) -> Iterator[Match]:
    for rule in all_rules():
        for match in rule.read(text):
            alone = (match.alone or rule.office == office) and len(text) >= _SHORTEST_ALONE
            if (match.labelled or match.named or alone) and rule in rules(match.office):
                yield match


def _surety(match: Match) -> int:
    """Rank how much stands around the body: a label, office and kind, office, nothing."""
    if match.labelled:
        return 0
    if match.named:
        return 0 if "kind" in match.values else 1
    return 2


_CODES = ("label-or-kind", "office", "bare")
_WHY = {
    "en": ("read by its label or kind code", "the office is given", "a number alone may mean this"),
    "ja": ("表記または種別コードによる", "官庁コードによる", "番号だけではこの解釈も可能"),
}


def _reason(match: Match) -> dict[str, str]:
    surety = _surety(match)
    reason = {"code": "check-digit" if match.check_fails else _CODES[surety]}
    for lang, why in _WHY.items():
        what = match.rule.type.name.get(lang, match.rule.type.key)
        reason[lang] = f"{office_name(match.office, lang)}: {what} ({why[surety]})"
    if match.check_fails:
        wanted = spellings.check_digit(match.rule.type.check, match.number)
        reason["en"] += f"; the check digit of this number is {wanted}"
        reason["ja"] += f"。この番号の検査数字は{wanted}"
    return reason


def _number(match: Match) -> Number:
    kind = match.rule.type
    return Number(
        office=match.office,
        right=kind.right,
        object=kind.object,
        number=match.number,
        kind=match.kind,
    )


def _refusal(text: str) -> str:
    shown = text[:40] + ("…" if len(text) > 40 else "")
    return (
        f"{shown!r} is no number of any office known here; write the office or its label first, "
        "for example JP2021044377A, 特開2021-044377, US 10,123,456 B2, EP3456789 or WO2020/123456"
    )
