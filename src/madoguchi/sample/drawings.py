"""Drawings, made by code: what the invention looks like, and a graph of its examples.

Reference numerals and leader lines in black on white, without words, so that one drawing serves
the documents of a family in all languages.
"""

from xml.sax.saxutils import escape

from madoguchi.sample.invention import Invention
from madoguchi.sample.wording import title

_STYLE = 'fill="white" stroke="black" stroke-width="2"'
_THIN = 'fill="none" stroke="black" stroke-width="1.2"'
_TEXT = 'font-family="serif" font-size="20" text-anchor="middle" stroke="none" fill="black"'


def figures(invention: Invention) -> tuple[bytes, bytes]:
    """Return figure 1, the configuration, and figure 2, the graph."""
    numerals = [invention.numeral(part.name) for part in invention.numbered_parts]
    draw = {"layers": _layers, "blocks": _blocks, "section": _section, "flow": _flow}
    shape = draw[invention.subject.layout](numerals, invention.first_numeral)
    name = title(invention, "en")
    return _sheet(1, name, shape), _sheet(2, f"Graph of the examples: {name}", _graph(invention))


def _sheet(number: int, name: str, body: str) -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 460" role="img">'
        f"<title>FIG. {number}: {escape(name)}</title>"
        '<rect width="640" height="460" fill="white"/>'
        f'{body}<text x="320" y="445" {_TEXT}>FIG. {number}</text></svg>\n'
    ).encode()


def _label(x: float, y: float, text: object) -> str:
    return f'<text x="{x:g}" y="{y:g}" {_TEXT}>{text}</text>'


def _leader(x: float, y: float, to_x: float, to_y: float, numeral: int) -> str:
    """Draw a bent line from a part to its numeral."""
    middle = (x + to_x) / 2
    path = f"M{x:g} {y:g}Q{middle:g} {to_y:g} {to_x:g} {to_y:g}"
    side = 18 if to_x >= x else -18
    return f'<path d="{path}" {_THIN}/>{_label(to_x + side, to_y + 7, numeral)}'


def _whole(numeral: int) -> str:
    """Point at the whole with an arrow, as drawings do."""
    return f'<path d="M84 40L128 62M128 62l-11 -1M128 62l-8 -8" {_THIN}/>{_label(64, 40, numeral)}'


_HATCHES = ("", "M0 12L12 0", "M0 0L12 12", "M0 6H12", "M6 0V12", "M0 12L12 0M0 0L12 12")


def _patterns() -> str:
    made = (
        f'<pattern id="h{i}" width="12" height="12" patternUnits="userSpaceOnUse">'
        f'<rect width="12" height="12" fill="white"/><path d="{d}" stroke="black"'
        ' stroke-width="0.8"/></pattern>'
        for i, d in enumerate(_HATCHES)
        if d
    )
    return f"<defs>{''.join(made)}</defs>"


def _fill(position: int) -> str:
    hatch = position % len(_HATCHES)
    return f'fill="url(#h{hatch})"' if hatch else 'fill="white"'


def _layers(numerals: list[int], whole: int) -> str:
    """A cross-section of layers, one on the other."""
    height = 320 / len(numerals)
    pieces = [_patterns(), _whole(whole)]
    for position, numeral in enumerate(numerals):
        y = 70 + position * height
        pieces.append(
            f'<rect x="130" y="{y:g}" width="330" height="{height:g}" {_fill(position)}'
            ' stroke="black" stroke-width="2"/>'
        )
        pieces.append(_leader(440, y + height / 2, 530, y + height / 2 - 10, numeral))
    return "".join(pieces)


def _blocks(numerals: list[int], whole: int) -> str:
    """A block diagram: the controller in the middle, what it works with around it."""
    pieces = [
        _whole(whole),
        f'<rect x="132" y="64" width="400" height="340" {_THIN} stroke-dasharray="9 5"/>',
    ]
    centre = numerals[len(numerals) // 2]
    others = [one for one in numerals if one != centre]
    for position, numeral in enumerate(others):
        column, row = position % 2, position // 2
        x, y = (160 if column == 0 else 404), 84 + row * 104
        edge = x + 100 if column == 0 else x
        pieces.append(f'<path d="M{edge} {y + 34}L{290 if column == 0 else 374} 234" {_THIN}/>')
        pieces.append(f'<rect x="{x}" y="{y}" width="100" height="68" {_STYLE}/>')
        pieces.append(_label(x + 50, y + 41, numeral))
    pieces.append(f'<rect x="280" y="190" width="104" height="88" {_STYLE}/>')
    pieces.append(_label(332, 241, centre))
    return "".join(pieces)


def _section(numerals: list[int], whole: int) -> str:
    """A longitudinal section: parts one inside the other along an axis."""
    pieces = [
        _patterns(),
        _whole(whole),
        f'<path d="M60 235H580" {_THIN} stroke-dasharray="22 5 5 5"/>',
    ]
    count = len(numerals)
    for position in range(count):
        x, width = 110 + position * 26, 420 - position * 44
        height = 230 - position * (190 / count)
        y = 235 - height / 2
        pieces.append(
            f'<rect x="{x}" y="{y:g}" width="{width}" height="{height:g}" rx="6" {_fill(position)}'
            ' stroke="black" stroke-width="2"/>'
        )
    for position, numeral in enumerate(numerals):
        x = 112 + position * 26
        up = position % 2 == 0
        y = 235 + (-1 if up else 1) * (230 - position * (190 / count)) / 2
        to_y = 84 - 0 if up else 400
        pieces.append(_leader(x + 10, y, 170 + position * 56, to_y, numeral))
    return "".join(pieces)


def _flow(numerals: list[int], whole: int) -> str:
    """A process: vessels one after the other, joined by arrows."""
    pieces = [_whole(whole)]
    for position, numeral in enumerate(numerals):
        row, place = divmod(position, 3)
        column = place if row % 2 == 0 else 2 - place
        x, y = 120 + column * 160, 84 + row * 116
        pieces.append(f'<rect x="{x}" y="{y}" width="104" height="72" rx="18" {_STYLE}/>')
        pieces.append(_label(x + 52, y + 43, numeral))
        pieces.append(_arrow(x, y, row, place, last=position == len(numerals) - 1))
    return "".join(pieces)


def _arrow(x: int, y: int, row: int, place: int, *, last: bool) -> str:
    if last:
        return ""
    if place == 2:
        return f'<path d="M{x + 52} {y + 72}v42m-6 -9l6 9l6 -9" {_THIN}/>'
    if row % 2 == 0:
        return f'<path d="M{x + 104} {y + 36}h54m-9 -6l9 6l-9 6" {_THIN}/>'
    return f'<path d="M{x} {y + 36}h-54m9 -6l-9 6l9 6" {_THIN}/>'


def _graph(invention: Invention) -> str:
    """Plot the examples as dots and the comparative examples as crosses."""
    points = [(one.first, one.result) for one in invention.examples]
    xs, ys = zip(*points, strict=True)
    unit_x, unit_y = invention.primary.unit["en"], invention.subject.measure_unit["en"]
    pieces = [f'<path d="M110 40V370H580" {_STYLE}/>']
    pieces.append(
        _label(
            345,
            412,
            escape(
                f"{invention.primary.quantity['en']} ({unit_x})"
                if unit_x
                else invention.primary.quantity["en"]
            ),
        )
    )
    pieces.append(_label(60, 32, escape(unit_y)))
    placed = [(_scaled(x, xs, 140, 550), _scaled(y, ys, 345, 70)) for x, y in points]
    line = "L".join(f"{x:g} {y:g}" for x, y in sorted(placed))
    pieces.append(f'<path d="M{line}" {_THIN}/>')
    for position, (x, y) in enumerate(placed):
        value_x, value_y = points[position]
        pieces.append(_dot(x, y) if position < 4 else _cross(x, y))
        pieces.append(f'<path d="M{x:g} 370v7" {_THIN}/>')
        if position in (0, 3, 4, 5):
            pieces.append(f'<text x="{x:g}" y="391" {_TEXT.replace("20", "13")}>{value_x:g}</text>')
        if position in (2, 4):
            pieces.append(
                f'<text x="84" y="{y + 5:g}" {_TEXT.replace("20", "13")}>{value_y:g}</text>'
            )
    return "".join(pieces)


def _scaled(value: float, all_values: tuple[float, ...], start: float, end: float) -> float:
    lowest, highest = min(all_values), max(all_values)
    return round(start + (value - lowest) / ((highest - lowest) or 1) * (end - start), 1)


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="6" fill="black"/>'


def _cross(x: float, y: float) -> str:
    return f'<path d="M{x - 6:g} {y - 6:g}l12 12m-12 0l12 -12" {_THIN}/>'
