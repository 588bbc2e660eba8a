"""Standard event codes of WIPO ST.27, as `pat:StatusEventCode` of ST.96 has them."""

import re

from madoguchi.model.publications import Struct

_LETTERS = "A-HK-NP-WY"
_CODE = re.compile(
    rf"([ANTU])-([0-6])-([0-6])-([{_LETTERS}](?:00|10))-([{_LETTERS}]\d\d)"
    r"(?:-([A-Za-z]{3}))?(?:-(\S+))?"
)
NO_NATIONAL_CODE = "X000"


class StandardCode(Struct, frozen=True):
    """What an event did: the state after it, the stage before and after, key and detailed event.

    `national` is the office's own code, X000 where it has none.
    """

    state: str
    previous: int
    current: int
    detailed: str
    indicator: str = ""
    national: str = NO_NATIONAL_CODE

    @property
    def category(self) -> str:
        return self.detailed[0]

    @property
    def key(self) -> str:
        """The key event: <category>10, or <category>00 for what could not be mapped."""
        return f"{self.category}00" if self.detailed.endswith("00") else f"{self.category}10"

    def __str__(self) -> str:
        parts = (self.state, str(self.previous), str(self.current), self.key, self.detailed)
        return "-".join((*parts, *((self.indicator,) if self.indicator else ()), self.national))

    @classmethod
    def parse(cls, text: str) -> "StandardCode":
        """Read A-1-2-D10-D11-EXM-A621; the indicator in any case. Raises ValueError."""
        match = _CODE.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is no ST.27 code such as A-1-2-D10-D11-EXM-A621")
        code = cls(
            state=match[1],
            previous=int(match[2]),
            current=int(match[3]),
            detailed=match[5],
            indicator=(match[6] or "").upper(),
            national=match[7] or NO_NATIONAL_CODE,
        )
        if match[5][1:] == "10" or code.key != match[4]:
            raise ValueError(f"{text!r}: {match[4]} and {match[5]} do not belong together")
        return code
