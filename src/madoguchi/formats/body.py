"""Bodies of text: abstracts, descriptions and claims of the ST.36 family of formats.

Each element name has a role; a format adds its own names to `ROLES`. Names without a role are
reported as unknown, and their text is kept.
"""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from madoguchi.formats.account import Account
from madoguchi.formats.text import raised, raw_text, squeeze, text_of
from madoguchi.model import Block, BlockKind, Claim, dependencies

# Roles: section (go inside), paragraph, heading, item, table, image, formula, inline,
# break, line (a break that is printed), sub, sup, plain (its text runs on, whatever is inside),
# number (the paragraph's printed number, written as text), skip (no text of its own, by decision).
Roles = Mapping[str, str]

ROLES: dict[str, str] = {
    **dict.fromkeys(("p", "P", "para"), "paragraph"),
    **dict.fromkeys(("heading", "head", "H", "HEADING"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("ul", "ol", "dl", "sl"), "section"),
    **dict.fromkeys(("table", "tables"), "table"),
    **dict.fromkeys(("img", "image"), "image"),
    **dict.fromkeys(("maths", "math", "chemistry", "chem"), "formula"),
    **dict.fromkeys(("b", "i", "u", "o", "smallcaps", "figref", "claim-ref", "crossref", "bold",
                     "patcit", "nplcit", "text", "italic", "confidential"), "inline"),
    "br": "break", "sub": "sub", "sub2": "sub", "sup": "sup", "sup2": "sup",
}  # fmt: skip


NOTHING: Mapping[str, str] = {}


class BodyReader:
    """Reads bodies of one format: `roles` by local name, `number` the paragraph-number attribute.

    `path` is where accounting puts unknown names; attributes inside bodies are presentation or
    identifiers and are ignored by decision. `printed` holds what an office prints for an element
    without writing it out: a section's heading, or a numbered label such as `【図{}】`.
    """

    def __init__(
        self,
        path: str,
        roles: Roles = ROLES,
        number: tuple[str, ...] = ("num",),
        printed: Mapping[str, str] = NOTHING,
    ) -> None:
        self._path = path
        self._roles = dict(roles)
        self._number = number
        self.printed = printed

    def role(self, tag: str, account: Account) -> str:
        role = self._roles.get(tag)
        if role is None:
            local = tag.rpartition("}")[2]
            role = self._roles.get(local)
            if role is None:
                account.unknown.add(f"{self._path}//{local}")
                return "inline"
            self._roles[tag] = role
        return role

    def blocks(self, element: Element, account: Account) -> tuple[Block, ...]:
        """Return the blocks of a body in reading order."""
        blocks: list[Block] = []
        writer = _Writer(blocks, self, account)
        writer.section(element)
        writer.flush()
        account.mapped.add(self._path)
        return tuple(blocks)

    def text(self, element: Element, account: Account) -> str:
        """Return a body as one text, blocks on lines of their own."""
        account.mapped.add(self._path)
        if not len(element):
            return squeeze(element.text or "")
        if len(element) == 1 and self._is_plain(element, account):
            return squeeze(element[0].text or "")
        return "\n".join(b.text for b in self.blocks(element, account) if b.text)

    def _is_plain(self, element: Element, account: Account) -> bool:
        """Whether an element holds one child with nothing but text, as most claims do."""
        child = element[0]
        around = f"{element.text or ''}{child.tail or ''}"
        plain = not len(child) and (not around or around.isspace())
        return plain and self.role(child.tag, account) in _PLAIN_ROLES and not self.printed

    def number(self, element: Element) -> str:
        for name in self._number:
            value = element.get(name)
            if value and value.strip("0") and value != "none":
                return value
        return ""

    def claim(self, element: Element, number: int, lang: str, account: Account) -> Claim:
        """Read one claim; what it depends on comes from its references, else from its words."""
        text = self.text(element, account)
        return Claim(number=number, text=text, depends_on=dependencies(text, lang, number))


class _Writer:
    """Turns mixed content into blocks; text outside any paragraph makes a paragraph."""

    def __init__(self, blocks: list[Block], reader: BodyReader, account: Account) -> None:
        self._blocks = blocks
        self._reader = reader
        self._account = account
        self._pieces: list[str] = []
        self._images: list[Block] = []
        self._kind: BlockKind = "paragraph"
        self._paragraph = ""

    def flush(self) -> None:
        """End a block; the paragraph's number goes to the first block that it gave."""
        text = _lines("".join(self._pieces)) if self._pieces else ""
        self._pieces.clear()
        if text:
            self._blocks.append(Block(text=text, kind=self._kind, number=self._paragraph))
            self._paragraph = ""
        for image in self._images:
            number, self._paragraph = self._paragraph, ""
            self._blocks.append(
                Block(kind=image.kind, image=image.image, number=number) if number else image
            )
        self._images.clear()

    def section(self, element: Element) -> None:
        if element.text:
            self._pieces.append(element.text)
        for child in element:
            self._child(child)
            tail = child.tail
            if tail and (self._pieces or not tail.isspace()):
                self._pieces.append(tail)

    def _child(self, child: Element) -> None:
        role = self._reader.role(child.tag, self._account)
        if role in _BLOCK_ROLES:
            self._block(child, _BLOCK_ROLES[role])
        elif role == "inline":
            self._pieces.append(self._printed(child))
            self.section(child)
        elif role == "section":
            self.flush()
            heading = self._printed(child)
            if heading:
                self._blocks.append(Block(text=heading, kind="heading"))
            self.section(child)
            self.flush()
        elif role == "table":
            self._table(child)
        elif role == "formula":
            self._formula(child)
        elif role == "image":
            self._images.append(_image(child))
        elif role == "number":
            self._paragraph = raw_text(child).strip(" []().\n")
        else:
            self._pieces.append(_running(role, child))

    def _block(self, element: Element, kind: BlockKind) -> None:
        if self._pieces or self._images:
            self.flush()
        if not len(element) and not self._paragraph:
            text = squeeze(element.text or "")
            if text:
                number = self._reader.number(element)
                self._blocks.append(Block(text=text, kind=kind, number=number))
            return
        outer = self._kind, self._paragraph
        self._kind = kind
        self._paragraph = self._reader.number(element) or self._paragraph
        self.section(element)
        self.flush()
        self._kind, self._paragraph = outer[0], ""

    def _printed(self, element: Element) -> str:
        """Return what is printed for an element; a label needs the number that it shows."""
        if not self._reader.printed:
            return ""
        label = self._reader.printed.get(element.tag.rpartition("}")[2], "")
        if "{}" not in label:
            return label
        number = self._reader.number(element)
        return label.format(number) if number else ""

    def _table(self, element: Element) -> None:
        rows = [
            "\t".join(map(text_of, row)) if _TABLE_LINES[local] else text_of(row)
            for row in element.iter()
            if (local := row.tag.rpartition("}")[2]) in _TABLE_LINES
        ]
        self._note_inside(element)
        text = "\n".join(row for row in rows if row.strip()) or squeeze("".join(element.itertext()))
        if text:
            self.flush()
            self._blocks.append(Block(text=text, kind="table", number=element.get("num", "")))

    def _formula(self, element: Element) -> None:
        self._note_inside(element)
        text = squeeze("".join(element.itertext()))
        if text:
            self._pieces.append(f" {text} ")

    def _note_inside(self, element: Element) -> None:
        """Keep the images of a table or formula; its markup is the OASIS or MathML standard's."""
        images = (e for e in element.iter() if e.tag.rpartition("}")[2] in _IMAGES)
        self._images.extend(_image(image, "formula") for image in images)


_PLAIN_ROLES = frozenset({"paragraph", "heading", "item", "section", "inline"})
_BLOCK_ROLES: dict[str, BlockKind] = {
    "paragraph": "paragraph",
    "heading": "heading",
    "item": "item",
}


_TABLE_LINES = {"row": True, "Row": True, "tr": True, "title": False, "caption": False}  # has cells
_IMAGES = frozenset({"img", "image", "EMI"})
_LINE = "\v"


def _running(role: str, element: Element) -> str:
    """Return what an element without a block of its own adds to the running text."""
    if role in ("sub", "sup"):
        return raised(raw_text(element), upper=role == "sup")
    if role == "plain":
        return raw_text(element)
    return {"line": _LINE, "break": "\n"}.get(role, "")


def _lines(text: str) -> str:
    """Return text squeezed, with a line break where the format has one that is printed."""
    if _LINE not in text:
        return squeeze(text)
    return "\n".join(filter(None, map(squeeze, text.split(_LINE))))


def _image(element: Element, kind: BlockKind = "image") -> Block:
    name = element.get("file") or element.get("FILE") or _file_name(element)
    return Block(kind=kind, image=name)


def _file_name(element: Element) -> str:
    """Return the file that a child names (WIPO ST.96), else the image's identifier."""
    names = (child.text for child in element if child.tag.rpartition("}")[2] == "FileName")
    return next(filter(None, names), "") or element.get("id", "")
