"""Sets of claims, made for tests."""

from madoguchi.model import Claim, ClaimSet


def claims(*texts: str | tuple[str, int], lang: str = "en") -> ClaimSet:
    """A set of texts; a text with a number depends on that claim."""
    told = [(one, ()) if isinstance(one, str) else (one[0], (one[1],)) for one in texts]
    return ClaimSet(
        claims=tuple(
            Claim(number=number, text=text, depends_on=above)
            for number, (text, above) in enumerate(told, 1)
        ),
        lang=lang,
    )


BICYCLE = claims(
    "A bicycle comprising a frame, a saddle and two wheels mounted on hollow axles.",
    ("The bicycle of claim 1, wherein the frame is made of bamboo.", 1),
    ("The bicycle of claim 2, wherein the saddle is heated by a battery of 12 V.", 2),
    ("The bicycle according to claim 1, further comprising a bell (14) with a magnet.", 1),
    "A method of making paper lanterns, in which rice paste is dried at 40 degrees.",
    ("The method of claim 5, wherein the drying takes place in a vacuum chamber.", 5),
)
