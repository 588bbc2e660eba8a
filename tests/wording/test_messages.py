"""The message catalogues: complete in both languages, nothing unused, no text in templates."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest

import madoguchi.api.own
import madoguchi.exchange
import madoguchi.search
import madoguchi.web
import madoguchi.wording
from madoguchi.accounts import Act, ActorKind, State
from madoguchi.api.own.problems import NAMES
from madoguchi.dossier import GROUPS, Failure, Fault, Likeness, MomentKind, Outcome
from madoguchi.dossier import State as SourceState
from madoguchi.errors import QueryError
from madoguchi.exchange import CODES, STEPS, Due, ListState, Offer, Product, Shipment
from madoguchi.families import FURTHER, PARENTS
from madoguchi.law import Standing
from madoguchi.model import Right, Scheme
from madoguchi.search import CONTENTS, FACETS, FIELDS, SORTS
from madoguchi.translation import Kind
from madoguchi.web.forms import FORMS
from madoguchi.web.heatmap import MARKS, Mark
from madoguchi.web.partner_forms import USES
from madoguchi.wording import LANGUAGES, messages, query_error

WORDING = Path(madoguchi.wording.__file__).parent
WEB = Path(madoguchi.web.__file__).parent
SEARCH = Path(madoguchi.search.__file__).parent
STATUS = (Path(madoguchi.exchange.__file__).parent / "status.py").read_text(encoding="utf-8")
TROUBLE = ("unreachable", "refused-there", "host-key", "disk-full")
OWN = Path(madoguchi.api.own.__file__).parent
TEMPLATES = sorted([*(WEB / "templates").glob("*.html"), *(OWN / "templates").glob("*.html")])
SOURCES = [*TEMPLATES, *sorted(WEB.glob("*.py"))]


def catalogue(lang: str) -> dict[str, str]:
    text = (WORDING / "locale" / f"{lang}.ftl").read_text(encoding="utf-8")
    entries = re.findall(r"^([a-z][\w-]*) = (.*(?:\n[ }].*)*)", text, re.MULTILINE)
    assert len(entries) == len(dict(entries)), "a key stands twice"
    return dict(entries)


def families() -> dict[str, set[str]]:
    """Keys that are put together when a page is made, by the part that is fixed."""
    codes = {
        code
        for source in SEARCH.glob("*.py")
        for code in re.findall(r'QueryError\(\s*"([a-z-]+)"', source.read_text(encoding="utf-8"))
    }
    parts = re.search(r"for part in (\[.*?\])", (WEB / "templates/document.html").read_text())
    source = (WEB / "templates/case.html").read_text()
    case_parts = re.search(r"for part in (\[.*?\])", source)
    return {
        "right-": {right.value for right in Right},
        "scheme-": {scheme.value for scheme in Scheme},
        "field-": set(FIELDS),
        "facet-": set(FACETS),
        "sort-": set(SORTS),
        "query-": codes,
        "part-": set(re.findall(r'"(\w+)"', parts[1] if parts else "")),
        "inid-": {"43", "45"},
        "standing-": {*(standing.value for standing in Standing), "closed"},
        "direction-": {"in", "out", "internal"},
        "kind-": {kind.value for kind in ActorKind},
        "act-": {act.value for act in Act},
        "application-": {state.value for state in State} - {"unconfirmed"},
        "case-part-": set(re.findall(r'"(\w+)"', case_parts[1] if case_parts else "")),
        "problem-": {f"{name}-{part}" for name in NAMES for part in ("title", "help")},
        "form-": {*FORMS, "st96-status"} - {"html"},
        "content-": {*CONTENTS} - {"biblio"},
        "holding-": {"office", "count", "rights", "kinds", "dates", "newest", "contents"},
        "translated-": {"title", "abstract", "claims"},
        "exchange-log-": {*CODES},
        "exchange-remedy-": {*CODES},
        **dossier_families(),
        **exchange_families(),
    }


def exchange_families() -> dict[str, set[str]]:
    """The pages of data exchange; values of the model by their types."""
    fields = Product.__annotations__
    states = {"".join(one) for one in re.findall(r'Sentence\(\s*f?"([a-z-]+)"', STATUS)}
    about = re.findall(
        r'\{direction\}-([a-z-]+)|key = "([a-z-]+)" if last else "([a-z-]+)"', STATUS
    )
    both = {part for parts in about for part in parts if part}
    columns = {
        column
        for template in TEMPLATES
        if template.name.startswith("exchange")
        for names in re.findall(
            r"for one in \(([^)]*)\) %\}<th scope", template.read_text(encoding="utf-8")
        )
        for column in re.findall(r'"([\w-]+)"', names)
    }
    data = {"category", "office", "product", "kinds", "form", "contents", "years", "frequency"}
    yes = {"yes", "partly", "no"}
    contents = set(get_args(get_args(fields["contents"])[0]))
    return {
        "exchange-state-": {
            *(states - {"trouble-"}),
            *(f"trouble-{one}" for one in TROUBLE),
            *(f"{way}-{one}" for way in ("in", "out") for one in both),
        },
        "exchange-data-": data | {"open", "none"},
        "exchange-column-": columns - data - {"open"}
        | {"product", "contents", "frequency", "public"},
        "exchange-category-": set(get_args(Offer.__annotations__["category"])),
        "exchange-form-": set(get_args(fields["form"])),
        "exchange-frequency-": set(get_args(fields["frequency"])),
        "exchange-content-": contents,
        "exchange-direction-": {"in", "out"},
        "exchange-held-": {"in", "out"},
        "exchange-step-": {*STEPS, *(f"help-{step}" for step in STEPS), "open", "write"},
        "exchange-step-help-": set(STEPS),
        "exchange-where-": {"ours", "theirs", "hand"},
        "exchange-mark-": {f"{a}-{b}" for a in ("agreement", "exchange", "public") for b in yes},
        "exchange-level-": set(CODES.values()),
        "exchange-line-": set(get_args(ListState)),
        "exchange-week-": {*get_args(Mark), "counts"} - {"future"},
        "exchange-letter-": set(MARKS),
        "exchange-due-": set(get_args(Due.__annotations__["state"])),
        "exchange-sort-": {"front", "back", "correction"},
        "exchange-package-": set(get_args(Shipment.__annotations__["state"])) | {"counts"},
        "exchange-why-": {"missing", "abstract-only", "damaged"},
        "exchange-field-": {
            *(f"use-{use}" for use in USES),
            *(f"contact-{name}" for name in ("name", "unit", "mail", "telephone", "address")),
            *("id", "office", "name-ja", "name-en", "lang", "title", "scope"),
            *("signed", "begins", "ends", "public", "redistribution"),
        },
        "exchange-field-contact-": {"name", "unit", "mail", "telephone", "address"},
        "exchange-field-use-": set(USES),
    }


def dossier_families() -> dict[str, set[str]]:
    states, failures = {*get_args(SourceState)}, {*get_args(Failure)}
    parts = re.search(r"for part in (\[.*?\])", (WEB / "templates/dossier-parts.html").read_text())
    return {
        "dossier-part-": {*re.findall(r'"(\w+)"', parts[1] if parts else ""), "overview"},
        "source-": states | failures,
        "wrapper-group-": set(GROUPS),
        "claim-": {*PARENTS, *FURTHER, "priority", "provisional-application", "family"},
        "moment-": {*get_args(MomentKind), "citation"},
        "outcome-": set(get_args(Outcome)),
        "likeness-": set(get_args(Likeness)),
        "correspondence-fault-": set(get_args(Fault)),
        "translation-kind-": set(get_args(Kind)),
        "family-": {"given", "merged", "parted"},
        "claims-": {"left", "right"},
        "glossary-": {"from", "into", "own", "office"},
        "citing-": {"category", "claims", "passage"},
        "beside-": {"left", "right", "claims", "abstract", "description"},
    }


def literal_keys() -> set[str]:
    known = catalogue("en")
    words = {w for s in SOURCES for w in re.findall(r'"([\w-]+)"', s.read_text(encoding="utf-8"))}
    called = {
        key
        for template in TEMPLATES
        for key in re.findall(r'\b_\("([\w-]+)"[,)]', template.read_text(encoding="utf-8"))
    }
    return called | {word for word in words if word in known}


def test_both_catalogues_have_the_same_keys_and_variables() -> None:
    ja, en = catalogue("ja"), catalogue("en")
    assert ja.keys() == en.keys()
    for key in en:
        used = [set(re.findall(r"\{ \$(\w+)", text)) for text in (ja[key], en[key])]
        assert used[0] == used[1], key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_that_a_page_uses_is_there(lang: str) -> None:
    made = {prefix + name for prefix, names in families().items() for name in names}
    missing = {key for key in literal_keys() | made if not messages(lang).has(key)}
    assert not missing


def test_every_prefix_that_a_page_uses_is_checked_here() -> None:
    used = {
        prefix
        for template in TEMPLATES
        for prefix in re.findall(r'\b_\("([\w-]+-)" ~', template.read_text(encoding="utf-8"))
    }
    assert used <= families().keys()


def test_every_key_is_used() -> None:
    made = {prefix + name for prefix, names in families().items() for name in names}
    coded = (
        "relation-",
        "phase-",
        "reference-",
        "detail-",
        "reason-",
        "language-",
        "citation-category-",
    )
    unused = catalogue("en").keys() - literal_keys() - made
    assert not {key for key in unused if not key.startswith(coded)}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", sorted(families()["query-"]))
def test_every_mistake_is_explained(lang: str, code: str) -> None:
    text = query_error(QueryError(code, 4, "detail"), lang)
    assert code not in text
    assert "{" not in text


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag
        said = ("alt", "title", "placeholder", "aria-label")
        self.found += [value or "" for name, value in attrs if name in said]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_words_of_their_own(template: Path) -> None:
    source = re.sub(
        r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}",
        "",
        template.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    source = re.sub(r"<code>.*?</code>", "", source)
    texts = _Texts()
    texts.feed(source)
    words = re.findall(r"[^\W\d_]{2,}", " ".join(texts.found))
    assert set(words) <= {"SHA", "JSON"}
