"""Designs, trade marks and geographical indications, as WIPO ST.96 application documents."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any

from madoguchi.model import Right
from madoguchi.sample.applications import Application, Printed
from madoguchi.sample.calendar import months_later, working_day
from madoguchi.sample.markup import Markup, document, element, tagged
from madoguchi.sample.names import Company, companies, people
from madoguchi.sample.numbering import Numbering
from madoguchi.sample.offices import us_design
from madoguchi.sample.offices.st96 import LANGUAGES, STANDARD, company, organization, person
from madoguchi.sample.offices.us_design import Filed
from madoguchi.sample.registrable import Design, Goods, Indication, Mark, designs
from madoguchi.sample.views import logo, view

DESIGNS = 40
MARKS = 60
_SEED = 20260402
_FIRST, _LAST = dt.date(2012, 1, 4), dt.date(2024, 12, 20)
_ROOT = {
    "xmlns:com": f"{STANDARD}/Common", "xmlns:dgn": f"{STANDARD}/Design",
    "xmlns:tmk": f"{STANDARD}/Trademark", "xmlns:gin": f"{STANDARD}/GeographicalIndication",
    "com:st96Version": "V6_0",
}  # fmt: skip
Files = dict[str, bytes]


def ship(folder: Path) -> list[Application]:
    """Write the documents of the three rights; return their applications."""
    data = tomllib.loads((resources.files("madoguchi.sample") / "rights.toml").read_text("utf-8"))
    applications: list[Application] = []
    for office in ("JP", "UY"):
        writer = _Writer(office, data)
        for name, documents in writer.all().items():
            place = folder / office.lower() / name
            place.mkdir(parents=True, exist_ok=True)
            for file, drawn in writer.images.pop(name, {}).items():
                (place / file).write_bytes(drawn)
            (place / f"{name}.xml").write_bytes(b"".join(documents))
        applications += writer.applications
        if office == "JP":
            applications += _ship_to_us(folder, writer.filed)
    return applications


def _ship_to_us(folder: Path, filed: list[Filed]) -> list[Application]:
    """Write the United States grants of some of the Japanese designs."""
    place = folder / "us" / "designs"
    place.mkdir(parents=True, exist_ok=True)
    written = us_design.write_all(filed)
    (place / "designs.xml").write_bytes(b"".join(one.text for one in written))
    for one in written:
        for file, drawn in one.views.items():
            (place / file).write_bytes(drawn)
    return [one.application for one in written]


class _Writer:
    """Writes the documents of one office; `images` holds the files beside them, by folder."""

    def __init__(self, office: str, data: dict[str, Any]) -> None:
        self._office = office
        self._lang = LANGUAGES[office]
        self._data = data
        self._random = Random(f"{_SEED}{office}")
        self._numbering = Numbering()
        self.filed: list[Filed] = []
        self.applications: list[Application] = []
        self.images: dict[str, Files] = {"designs": {}, "trade-marks": {}}

    def all(self) -> dict[str, list[bytes]]:
        return {
            "designs": [self._design(at) for at in range(DESIGNS // 2)],
            "trade-marks": [self._mark(at) for at in range(MARKS // 2)],
            "geographical-indications": list(self._indications()),
        }

    def _day(self) -> dt.date:
        days = int((_LAST - _FIRST).days * self._random.random())
        return working_day(_FIRST + dt.timedelta(days=days))

    def _number(self, what: str, day: dt.date) -> str:
        if self._office == "UY":
            return str(self._numbering.running("UY", what, day))
        return f"{day.year}{self._numbering.yearly('JP', what, day):06}"

    def _holder(self) -> Company:
        return self._random.choice([c for c in companies() if c.country == self._office])

    def _local(self, japanese: str, spanish: str) -> str:
        return japanese if self._office == "JP" else spanish

    def _party(self, holder: Company) -> Markup:
        return company(holder.name(self._lang), holder.place(self._lang), holder.country)

    def _identity(self, prefix: str, number: str, day: dt.date) -> Iterator[Markup]:
        yield element(
            "com:ApplicationNumber", element("com:IPOfficeCode", self._office),
            element("com:ApplicationNumberText", number),
        )  # fmt: skip
        yield element(f"{prefix}:ApplicationDate", day)

    def _granted(self, day: dt.date) -> dt.date:
        return working_day(months_later(day, self._random.randint(5, 11)))

    def _registered(self, serial: int, granted: dt.date) -> tuple[Markup, Markup, Markup]:
        published = element(
            "com:PublicationBag",
            element("com:Publication", element("com:PublicationDate", months_later(granted, 1))),
        )
        return (
            element("com:RegistrationNumber", serial),
            element("com:RegistrationDate", granted),
            published,
        )

    # -- designs -------------------------------------------------------------------------------

    def _design(self, at: int) -> bytes:
        rows = self._data["designs"]
        locarno, ja, es, about_ja, about_es, en, us_class = rows[at % len(rows)].split("|")
        day, holder = self._day(), self._holder()
        number = self._number("design", day)
        designer = self._random.choice(people(self._office))
        granted = self._granted(day)
        serial = 1_420_000 + at * 11_003 if self._office == "JP" else int(number)
        self.filed.append(Filed(at, number, day, holder, designer, locarno, en, us_class))
        self.applications.append(
            Application(
                self._office, Right.DESIGN, number, day, _known(locarno, at),
                (holder,), (designer,), registered=Printed(str(serial), "S", granted), held=True,
            )
        )  # fmt: skip
        design = element(
            "dgn:Design",
            *self._registered(serial, granted),
            element("dgn:DesignTitleText", self._local(ja, es)),
            element("dgn:DesignDescriptionText", self._local(about_ja, about_es)),
            _locarno(locarno),
            self._views(at, number, locarno),
            element("dgn:ApplicantBag", element("dgn:Applicant", self._party(holder))),
            element(
                "dgn:DesignerBag",
                element("dgn:Designer", person(designer.name(self._lang), holder.place(self._lang), self._office)),
            ),
        )  # fmt: skip
        return document(
            tagged(
                "dgn:DesignApplication", {**_ROOT, "com:languageCode": self._lang},
                "\n", *self._identity("dgn", number, day), element("dgn:DesignBag", design), "\n",
            )
        )  # fmt: skip

    def _views(self, at: int, number: str, locarno: str) -> Markup:
        kinds = (("正面図", "Vista frontal"), ("平面図", "Vista superior"))
        views = []
        for n, names in enumerate(kinds, 1):
            file = f"S{number}-{n}.svg"
            self.images["designs"][file] = view(locarno, at, n)
            kind = self._local(*names)
            views.append(
                element(
                    "dgn:View", element("com:FileName", file), element("dgn:ViewIdentifier", n),
                    element("dgn:ViewTypeCategory", kind),
                )
            )  # fmt: skip
        shown = element("dgn:DesignRepresentation", element("dgn:ViewBag", *views))
        return element("dgn:DesignRepresentationBag", shown)

    # -- trade marks ---------------------------------------------------------------------------

    def _mark(self, at: int) -> bytes:
        rows = self._data["marks"]
        words, sound, nice, goods_ja, goods_es, vienna = rows[at % len(rows)].split("|")
        suffix = ("", " PLUS", " PRO")[at // len(rows)]
        day, holder = self._day(), self._holder()
        number = self._number("mark", day)
        granted = self._granted(day)
        serial = 5_520_000 + at * 61_001 if self._office == "JP" else int(number) - 7
        goods = Goods(nice, "", {"ja": goods_ja, "es": goods_es, "en": goods_es})
        self.applications.append(
            Application(
                self._office, Right.TRADE_MARK, number, day,
                Mark(words + suffix, sound, (goods,), vienna), (holder,),
                registered=Printed(str(serial), "", granted), held=True,
            )
        )  # fmt: skip
        file = f"T{number}.svg"
        self.images["trade-marks"][file] = logo(words + suffix, at)
        mark = element(
            "tmk:Trademark",
            *self._identity("tmk", number, day),
            *self._registered(serial, granted),
            _representation(words + suffix, sound, file, vienna),
            self._goods("tmk", nice, self._local(goods_ja, goods_es)),
            element("tmk:ApplicantBag", element("tmk:Applicant", self._party(holder))),
        )
        return document(
            tagged(
                "tmk:TrademarkApplication", {**_ROOT, "com:languageCode": self._lang},
                "\n", element("tmk:TrademarkBag", mark), "\n",
            )
        )  # fmt: skip

    def _goods(self, prefix: str, nice: str, text: str) -> Markup:
        described = element(
            f"{prefix}:ClassDescription", element(f"{prefix}:ClassNumber", nice),
            tagged(f"{prefix}:GoodsServicesDescriptionText", {"com:languageCode": self._lang}, text),
        )  # fmt: skip
        number = element(
            f"{prefix}:GoodsServicesClassification", element(f"{prefix}:ClassNumber", nice)
        )
        one = element(
            f"{prefix}:GoodsServices",
            element(f"{prefix}:GoodsServicesClassificationBag", number),
            element(f"{prefix}:ClassDescriptionBag", described),
        )
        return element(f"{prefix}:GoodsServicesBag", one) if prefix == "tmk" else one

    # -- geographical indications ----------------------------------------------------------------

    def _indications(self) -> Iterator[bytes]:
        for row in self._data["indications"]:
            office, *rest = row.split("|")
            if office == self._office:
                yield self._indication(*rest)

    def _indication(
        self, name: str, other: str, product: str, about: str, region: str, nice: str
    ) -> bytes:
        day = self._day()
        number = self._number("GI", day)
        lang: dict[str, object] = {"com:languageCode": self._lang}
        data = tagged(
            "gin:GIData", {"com:officeCode": self._office, **lang},
            *self._identity("gin", number, day),
            element(
                "gin:GINameBag", tagged("gin:GINameText", lang, name),
                tagged("gin:GINameTranslationText", {"com:languageCode": "en"}, other),
            ),
            element("gin:FeatureDescriptionBag", element(
                "gin:FeatureDescription", element("gin:FeatureDescriptionText", about))),
            element("gin:GeographicRegionDescriptionBag", element(
                "gin:GeographicRegionDescription",
                element("gin:GeographicRegionDescriptionText", region))),
            element("gin:ProductIndicationBag", self._goods("gin", nice, product)),
            element("gin:RegistrationNumber", number),
            element("gin:RegistrationDate", months_later(day, 8)),
        )  # fmt: skip
        group = self._local(f"{name}生産者組合", f"Asociación de Productores de {name}")
        self.applications.append(
            Application(
                self._office, Right.GEOGRAPHICAL_INDICATION, number, day,
                Indication(name, self._lang, other, product, region, nice, group), (),
                registered=Printed(number, "", months_later(day, 8)), held=True,
            )
        )  # fmt: skip
        applicant = element("gin:Applicant", element("com:Contact", organization(group)))
        root = tagged(
            "gin:GIApplication", {**_ROOT, **lang}, "\n", data,
            element("gin:ApplicantBag", applicant), "\n",
        )  # fmt: skip
        return document(root)


def _known(locarno: str, variant: int) -> Design:
    """Return the design of the article of this class, as `registrable.toml` names it."""
    kind = next(one for one in designs() if one.locarno == locarno)
    return replace(kind, variant=variant)


def _locarno(symbol: str) -> Markup:
    bag = element(
        "dgn:LocarnoClassificationBag",
        element("dgn:LocarnoClassificationText", symbol),
        element("dgn:LocarnoClassificationEdition", "14"),
    )
    return element("dgn:DesignClassificationBag", bag)


def _representation(words: str, sound: str, file: str, vienna: str) -> Markup:
    figurative = element(
        "tmk:ViennaClassification", element("tmk:ViennaClassificationText", vienna)
    )
    image = element(
        "tmk:MarkImage",
        element("com:FileName", file),
        element("tmk:ViennaClassificationBag", figurative),
    )
    spoken = element(
        "tmk:WordMarkSpecification",
        element("tmk:MarkVerbalElementText", words),
        element("tmk:MarkTransliterationText", sound),
    )
    shown = element("tmk:MarkReproduction", spoken, element("tmk:MarkImageBag", image))
    return element("tmk:MarkRepresentation", shown)
