"""Gates: what a delivery must have before anything of it is put on record."""

from collections import Counter
from collections.abc import Iterator

from madoguchi.exchange.contents import BITS
from madoguchi.exchange.partners import Gate, Product


class Measure:
    """Counts of a delivery's records, and of those that have each content."""

    def __init__(self) -> None:
        self.records = 0
        self.refused = 0
        self.fill: Counter[str] = Counter()

    def count(self, has: int) -> None:
        self.records += 1
        self.fill.update(name for name, bit in BITS.items() if has & bit)

    def share(self, content: str) -> float:
        return self.fill[content] / self.records if self.records else 1.0


def too_little(gate: Gate, found: Measure) -> Iterator[str]:
    """Yield the reasons for which a delivery is held: less came than must."""
    if found.records < gate.least:
        yield f"{found.records} records, at least {gate.least} are expected"
    for content, share in gate.fill.items():
        if found.share(content) < share.least:
            yield (
                f"{content} in {found.share(content):.0%} of the records, "
                f"in at least {share.least:.0%} is expected"
            )


def too_much(gate: Gate, found: Measure) -> Iterator[str]:
    """Yield what is remarked on: more came than was to be expected."""
    if gate.most is not None and found.records > gate.most:
        yield f"{found.records} records, at most {gate.most} are expected"
    for content, share in gate.fill.items():
        if found.records and found.share(content) > share.most:
            yield (
                f"{content} in {found.share(content):.0%} of the records, "
                f"in at most {share.most:.0%} is expected"
            )


def gated(product: Product) -> bool:
    """Whether a delivery has to be looked through before it is loaded."""
    return product.gate != Gate()
