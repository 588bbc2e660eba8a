"""What can go wrong on the way, by what is to be done about it.

CarriageError            a file was not carried
├── UnreachableError     nobody answered; try again later
├── BrokenOffError       it broke off on the way; try again, it goes on where it was
├── DeniedError          the other side lets us not; a person must act
├── StrangerError        the other side is not who it was agreed to be; never go on
├── TakenError           something else is there under this name; remove it or take another name
└── FullError            no room is left, here or there; a person must make some
"""

from madoguchi.errors import MadoguchiError


class CarriageError(MadoguchiError):
    """A file was not carried."""


class UnreachableError(CarriageError):
    """Nobody answered; try again later."""


class BrokenOffError(CarriageError):
    """It broke off on the way; tried again, it goes on where it was."""


class DeniedError(CarriageError):
    """The other side refuses us or what we want to do; a person must act."""


class StrangerError(CarriageError):
    """The other side's key or certificate is not the agreed one; never go on."""


class TakenError(CarriageError):
    """Something else is there under this name."""


class FullError(CarriageError):
    """No room is left, here or at the other side."""
