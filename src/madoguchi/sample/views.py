"""Pictures of designs and marks: a plain outline for each class, a plain device for each mark."""

from xml.sax.saxutils import escape

_LINE = 'fill="none" stroke="black" stroke-width="2.5" stroke-linejoin="round"'

# By Locarno class: the outline from the front, and from above.
_OUTLINES = {
    "07": ("M120 90Q200 40 280 90L300 260Q200 300 100 260ZM150 120H250M170 150H230", "M200 60A100 100 0 1 0 201 60ZM200 110A50 50 0 1 0 201 110Z"),
    "12": ("M90 230A50 50 0 1 0 91 230ZM290 230A50 50 0 1 0 291 230ZM90 280L170 170H250L290 280M170 170L200 280L250 170M240 150H280", "M60 200H340M180 180H260V220H180Z"),
    "13": ("M120 60H280V300H120ZM150 90H250V130H150ZM160 250H240", "M120 160H280V230H120Z"),
    "15": ("M170 50H230V120H170ZM150 120H250L270 170L240 290M150 120L130 170L160 290", "M150 150H250V250H150ZM90 200H150M250 200H310"),
    "24": ("M160 60H240V180H160ZM180 180V310H220V180M170 90H230", "M150 150H250V220H150Z"),
    "09": ("M180 50H220V110L250 160V310H150V160L180 110ZM150 190H250", "M200 120A80 80 0 1 0 201 120Z"),
    "06": ("M130 60V310M270 60V310M130 60Q200 40 270 60M130 190H270L285 215H115Z", "M120 120H280V260H120ZM120 140H280"),
    "26": ("M150 300H250M200 300L160 190L230 110M200 70L280 120L250 150L180 100Z", "M200 150A60 60 0 1 0 201 150Z"),
}  # fmt: skip


def view(locarno: str, variant: int, number: int) -> bytes:
    """Return a view of a design; the variants differ in proportion."""
    outline = _OUTLINES[locarno[:2]][number - 1]
    wide = 0.86 + 0.07 * (variant % 5)
    move = round(200 * (1 - wide), 2)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 360" role="img">'
        f"<title>Design, view {number}</title>"
        '<rect width="400" height="360" fill="white"/>'
        f'<g transform="translate({move:g} 0) scale({wide:g} 1)"><path d="{outline}" {_LINE}/></g></svg>\n'
    ).encode()


def logo(words: str, variant: int) -> bytes:
    """Return a mark: its words beside a plain device."""
    device = ("M70 60L110 130H30Z", "M70 55A40 40 0 1 0 71 55ZM70 75V115M50 95H90",
              "M30 60H110V130H30ZM30 95H110", "M70 55L82 85L112 88L88 108L96 138L70 120L44 138L52 108L28 88L58 85Z")  # fmt: skip
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 190" role="img">'
        f"<title>{escape(words)}</title>"
        '<rect width="560" height="190" fill="white"/>'
        f'<path d="{device[variant % len(device)]}" {_LINE}/>'
        f'<text x="140" y="112" font-family="sans-serif" font-weight="bold" font-size="40">{escape(words)}</text>'
        "</svg>\n"
    ).encode()
