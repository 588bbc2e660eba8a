"""The one small tree of errors.

MadoguchiError               says what is wrong, where, and what to do
├── RefusedError             bad input from outside: a file, a document, a member of an archive
├── QueryError               an expression that cannot be read; carries the position
├── NumberError              a text that is no number of any office we know
├── NotFoundError            nothing of that identity is held
│   └── WithdrawnError       a publication that its office has withdrawn; says when
├── ConflictError            another has changed the subject since it was read; read it again
├── KeyReusedError           something else was submitted under this idempotency key
├── ForbiddenError           an account lacks the permission; says which
├── DamagedError             stored bytes that no longer match their digest
├── TranslationError         no engine can translate this, or this one cannot now; what to do
└── ProfileError             an office profile that cannot be used: file, key, remedy
"""


class MadoguchiError(Exception):
    """Base of all errors that a user is meant to read."""


class RefusedError(MadoguchiError):
    """Bad input from outside, refused; the rest goes on.

    `position` is a byte offset, or a line where the format is made of lines.
    """

    def __init__(self, reason: str, position: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


class QueryError(MadoguchiError):
    """An expression that cannot be read.

    `position` counts characters from 0; `code` names the mistake, so that each face can say it in
    the reader's language; `detail` is the piece of the expression concerned.
    """

    def __init__(self, code: str, position: int, detail: str = "") -> None:
        super().__init__(f"{code} at {position}: {detail}")
        self.code = code
        self.position = position
        self.detail = detail


class NumberError(MadoguchiError):
    """A text that is no number of any office we know."""


class NotFoundError(MadoguchiError):
    """Nothing of that identity is held."""


class WithdrawnError(NotFoundError):
    """A publication that its office has withdrawn, since an instant (ISO 8601, UTC)."""

    def __init__(self, publication: str, since: str) -> None:
        super().__init__(f"{publication} was withdrawn by its office on {since[:10]}")
        self.publication = publication
        self.since = since


class ConflictError(MadoguchiError):
    """Another has changed the subject since it was read."""

    def __init__(self, subject: str, expected: int, version: int) -> None:
        super().__init__(
            f"{subject} is at version {version}, not {expected}: another has changed it since it "
            "was read; read it again and decide anew"
        )
        self.subject = subject
        self.version = version


class KeyReusedError(MadoguchiError):
    """Something else was submitted under this idempotency key before."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"something else was submitted under the key {key!r} before; use a new key for this"
        )


class ForbiddenError(MadoguchiError):
    """An account lacks the permission for what it asked."""


class DamagedError(MadoguchiError):
    """Stored bytes that no longer match their digest."""


class TranslationError(MadoguchiError):
    """No engine can translate this, or this one cannot now; says which can, or what to do.

    `detail` is for the operator alone: what a server elsewhere said, and where something lies.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.detail = detail

    def whole(self) -> str:
        return f"{self}: {self.detail}" if self.detail else str(self)


class ProfileError(MadoguchiError):
    """An office profile that cannot be used: says the file, the key and the remedy."""
