"""Numbers of applications and publications, in the form and range of each office and year."""

import datetime as dt
from collections import defaultdict

from madoguchi.law import check_digit

# First serial on the first of January of a year, and of a later one; in between it grows evenly.
_RUNNING = {
    ("JP", "B2"): (2012, 4_870_000, 2026, 7_790_000),
    ("JP", "U"): (2012, 3_173_500, 2026, 3_252_000),
    ("JP", "S"): (2010, 1_380_000, 2026, 1_800_000),
    ("JP", "R"): (2008, 5_100_000, 2026, 6_980_000),
    ("KR", "Y1"): (2012, 460_000, 2026, 502_000),
    ("US", "B2"): (2012, 8_087_094, 2026, 12_520_000),
    ("US", "S1"): (2012, 651_400, 2026, 1_105_000),
    ("US", "design"): (2012, 29_410_000, 2025, 29_983_000),
    ("EP", "A1"): (2012, 2_400_001, 2026, 4_672_000),
    ("CN", "A"): (2012, 102_300_001, 2026, 121_200_001),
    ("KR", "B1"): (2012, 1_101_000, 2026, 2_905_000),
    ("UY", "A1"): (2011, 33_140, 2026, 41_950),
    ("UY", "design"): (2011, 4_300, 2026, 5_190),
    ("UY", "mark"): (2011, 418_000, 2026, 572_000),
    ("UY", "GI"): (2011, 11, 2026, 41),
    ("UY", "U"): (2011, 4_300, 2026, 4_980),
    ("FR", "A1"): (2010, 2_940_000, 2026, 3_160_000),
}
# Serials begin anew each year; how many there are in one.
_YEARLY = {
    ("JP", "A"): 205_000,
    ("JP", "T"): 62_000,
    ("JP", "application"): 212_000,
    ("JP", "U-application"): 5_200,
    ("JP", "design"): 26_000,
    ("JP", "mark"): 160_000,
    ("JP", "GI"): 60,
    ("US", "A1"): 372_000,
    ("EP", "application"): 96_000,
    ("CN", "application"): 990_000,
    ("KR", "A"): 152_000,
    ("KR", "application"): 192_000,
    ("WO", "application"): 90_000,
    ("WO", "A1"): 230_000,
    ("KR", "U-application"): 8_400,
    ("CN", "U-application"): 990_000,
    ("CN", "U"): 990_000,
    ("KR", "U"): 1_800,
    ("DE", "mark"): 70_000,
    ("DE", "design"): 6_500,
    ("FR", "application"): 16_000,
    ("FR", "GI"): 20,
}
# United States: series code by the year of filing, and the serial at its beginning.
_SERIES = (
    (2000, 10),
    (2005, 11),
    (2008, 12),
    (2011, 13),
    (2014, 14),
    (2016, 15),
    (2018, 16),
    (2020, 17),
    (2022, 18),
    (2024, 19),
)

_FORMS = {
    "JP-utility-model": "{year}{serial:06}",
    "JP-design": "{year}{serial:06}",
    "JP-trade-mark": "{year}{serial:06}",
    "JP-geographical-indication": "{year}{serial:06}",
    "KR-utility-model": "20{year}{serial:07}",
    "DE-trade-mark": "30{year}{serial:06}",
    "DE-design": "40{year}{serial:06}",
    "FR-geographical-indication": "IG{short:02}-{serial:03}",
}


class Numbering:
    """Gives serials by date; no serial twice. Dates may come in any order."""

    def __init__(self) -> None:
        self._taken: dict[tuple[str, str, int], set[int]] = defaultdict(set)

    def yearly(self, office: str, what: str, day: dt.date) -> int:
        share = (day.timetuple().tm_yday - 1) / 366
        return self._free(office, what, day.year, 1 + int(share * _YEARLY[office, what]))

    def running(self, office: str, what: str, day: dt.date) -> int:
        first, start, last, end = _RUNNING[office, what]
        share = (day - dt.date(first, 1, 1)).days / (
            dt.date(last, 1, 1) - dt.date(first, 1, 1)
        ).days
        return self._free(office, what, 0, start + int(share * (end - start)))

    def _free(self, office: str, what: str, year: int, wanted: int) -> int:
        taken = self._taken[office, what, year]
        step = 1 + wanted % 7
        while wanted in taken:
            wanted += step
        taken.add(wanted)
        return wanted

    def application(self, office: str, day: dt.date) -> str:
        """Return an application number as the office's own files spell it."""
        if office == "US":
            return self._us_application(day)
        if office == "UY":
            return str(self.running("UY", "A1", day))
        serial = self.yearly(office, "application", day)
        if office == "EP":
            digits = f"{day.year % 100:02}{serial + 150_000:06}"
            return f"{digits}.{check_digit('luhn', digits)}"
        if office == "CN":
            digits = f"{day.year}1{serial + 10_000:07}"
            return f"{digits}.{check_digit('mod11', digits)}"
        if office == "FR":
            return f"{day.year % 100:02}{serial + 50_000:05}"
        forms = {"JP": "{0}{1:06}", "KR": "10{0}{1:07}", "WO": "PCT/{2}{0}/{1:06}"}
        return forms[office].format(day.year, serial, "")

    def registered(self, of: str, day: dt.date) -> str:
        """Return the number of a further application of a right other than patents, as `of` says."""
        office, _, right = of.partition("-")
        what = {"utility-model": "U-application", "design": "design", "trade-mark": "mark"}
        key = what.get(right, "GI")
        if office == "UY":
            return str(self.running("UY", "U" if right == "utility-model" else key, day))
        if of == "US-design":
            return str(self.running("US", "design", day))
        serial = self.yearly(office, key, day)
        if of == "CN-utility-model":
            digits = f"{day.year}2{serial + 10_000:07}"
            return f"{digits}.{check_digit('mod11', digits)}"
        return _FORMS[of].format(year=day.year, short=day.year % 100, serial=serial)

    def _us_application(self, day: dt.date) -> str:
        start, series = next(one for one in reversed(_SERIES) if one[0] <= day.year)
        following = next((year for year, _ in _SERIES if year > start), start + 2)
        length = (dt.date(following, 1, 1) - dt.date(start, 1, 1)).days
        share = (day - dt.date(start, 1, 1)).days / length
        return (
            f"{series}{self._free('US', 'application', series, 100_000 + int(share * 850_000)):06}"
        )

    def publication(self, office: str, kind: str, day: dt.date) -> str:
        """Return the number of a publication that is not numbered like an earlier one."""
        if (office, kind) in _RUNNING:
            serial = self.running(office, kind, day)
            return {"KR": f"10{serial:07}", "US": f"{serial:08}"}.get(office, str(serial))
        serial = self.yearly(office, kind, day)
        if office == "KR":
            return f"10{day.year}{serial:07}"
        if office == "US":
            return f"{day.year}{serial:07}"
        return f"{day.year}{serial + (500_000 if kind == 'T' else 0):06}"
