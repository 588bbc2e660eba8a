"""Shapes: which element paths a format has, and what is made of each.

A shape is written as a table from path to rule. Reading an element with it visits every child
once, hands the mapped ones to the reader by key, and reports whatever the table does not name as
unknown: a reader cannot forget a field without its being seen.

    ADDRESS = Shape({"name": "name", "address/country": "country", "phone": Ignored("private")})
    fields = ADDRESS.read(element, account)
    fields.text("country")
"""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from madoguchi.formats.account import Account
from madoguchi.formats.text import squeeze, text_of


class Ignored(str):
    """The written decision why a path is not mapped; its whole subtree goes with it."""

    __slots__ = ()


class Part:
    """A path whose subtree has a shape of its own, kept under `key` as `Fields`."""

    __slots__ = ("key", "shape")

    def __init__(self, key: str, shape: "Shape") -> None:
        self.key = key
        self.shape = shape


class Attributes:
    """The attribute names of a format: the ones its reader uses and the ones it ignores, why."""

    __slots__ = ("ignored", "used")

    def __init__(self, used: str, ignored: Mapping[str, str]) -> None:
        self.used = frozenset(used.split())
        self.ignored = ignored


Rule = str | Ignored | Part


class Fields:
    """What a shape found in one element: by key, in document order."""

    __slots__ = ("element", "found")

    def __init__(self, element: Element) -> None:
        self.element = element
        self.found: dict[str, list[tuple[Element, Fields | None]]] = {}

    def __contains__(self, key: str) -> bool:
        return key in self.found

    def elements(self, key: str) -> list[Element]:
        return [element for element, _ in self.found.get(key, ())]

    def element_of(self, key: str) -> Element | None:
        found = self.found.get(key)
        return found[0][0] if found else None

    def parts(self, key: str) -> "list[Fields]":
        return [fields for _, fields in self.found.get(key, ()) if fields is not None]

    def part(self, key: str) -> "Fields | None":
        parts = self.parts(key)
        return parts[0] if parts else None

    def texts(self, key: str) -> list[str]:
        """Return the plain texts under a key, white space squeezed, empty ones left out."""
        texts = (text_of(element) for element in self.elements(key))
        return [text for text in texts if text]

    def text(self, key: str) -> str:
        """Return the first plain text under a key, or ""."""
        found = self.found.get(key)
        if not found:
            return ""
        element = found[0][0]
        return squeeze(element.text or "") if not len(element) else text_of(element)

    def get(self, attribute: str) -> str:
        """Return an attribute of the element itself, or ""."""
        return self.element.get(attribute, "")


class _Node:
    __slots__ = ("children", "ignored", "key", "path", "shape")

    def __init__(self, path: str) -> None:
        self.path = path
        self.children: dict[str, _Node] = {}
        self.key: str | None = None
        self.shape: Shape | None = None
        self.ignored = False

    def child(self, tag: str) -> "_Node | None":
        """Find a child by local name and remember the spelling with its namespace."""
        node = self.children.get(tag.rpartition("}")[2])
        if node is not None:
            self.children[tag] = node
        return node


class Shape:
    """A table of paths, compiled; names are local names, so any prefix of a namespace will do."""

    def __init__(self, rules: Mapping[str, Rule], attributes: Attributes, name: str) -> None:
        self.name = name
        self.attributes = attributes
        self._root = _Node(name)
        for path, rule in rules.items():
            self._add(path, rule)

    def _add(self, path: str, rule: Rule) -> None:
        node = self._root
        for step in path.split("/"):
            node = node.children.setdefault(step, _Node(f"{node.path}/{step}"))
        if isinstance(rule, Part):
            node.key, node.shape = rule.key, rule.shape
        elif isinstance(rule, Ignored):
            node.ignored = True
        else:
            node.key = rule

    def read(self, element: Element, account: Account) -> Fields:
        """Visit an element's subtree once; collect what is mapped, account for everything."""
        fields = Fields(element)
        self._attributes(self._root.path, element, account)
        self._visit(self._root, element, fields, account)
        return fields

    def _visit(self, node: _Node, element: Element, fields: Fields, account: Account) -> None:
        children, found = node.children, fields.found
        for child in element:
            tag = child.tag
            below = children.get(tag) or node.child(tag)
            if below is None:
                account.unknown.add(f"{node.path}/{tag.rpartition('}')[2]}")
                continue
            if below.ignored:
                account.ignored.add(below.path)
                continue
            account.mapped.add(below.path)
            if below.key is not None:
                part = below.shape.read(child, account) if below.shape else None
                found.setdefault(below.key, []).append((child, part))
            if child.attrib and below.shape is None:
                self._attributes(below.path, child, account)
            if below.children:
                self._visit(below, child, fields, account)

    def _attributes(self, path: str, element: Element, account: Account) -> None:
        if element.attrib:
            known = self.attributes
            account.attributes(path, element.attrib, known.used, known.ignored)

    def paths(self) -> Iterator[str]:
        """All paths of the table, for the documents."""
        stack = [self._root]
        while stack:
            node = stack.pop()
            yield node.path
            stack.extend({id(child): child for child in node.children.values()}.values())
