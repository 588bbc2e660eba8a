"""What the splitter hands to the readers."""

import msgspec


class Document(msgspec.Struct, frozen=True):
    """One document as it lay in a file: exact bytes, and what is needed to read them alone.

    `position` is the byte offset in the (decompressed) file. `head` is empty for a document that
    stands by itself; for one inside a container it is a start tag with the container's name space
    declarations, so that `head + data` can be parsed. `name` is the path of the file it lay in:
    formats are recognised by content alone, but some offices give a document's number only there.
    """

    data: bytes
    position: int
    head: bytes = b""
    name: str = ""


class Refusal(msgspec.Struct, frozen=True):
    """A piece of input that was refused, with the byte offset (or line) and the reason."""

    position: int
    reason: str
