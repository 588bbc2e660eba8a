"""What goes wrong with one partner, or with one package, is written down and holds up no other."""

import contextlib
import errno
import logging
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from madoguchi.errors import MadoguchiError
from madoguchi.exchange.log import Log

_FULL = (errno.ENOSPC, errno.EDQUOT)
# What data of somebody's may make go wrong though nobody thought of it. Where the database itself
# is gone, the line of the log cannot be written either, and the turn ends.
_UNTHOUGHT_OF = (
    ValueError, LookupError, ArithmeticError, TypeError, RuntimeError, MemoryError, EOFError,
    SQLAlchemyError,
)  # fmt: skip
_logger = logging.getLogger(__name__)


@contextlib.contextmanager
def kept_apart(log: Log, partner: str, product: str = "", package: str = "") -> Iterator[None]:
    """Let the rest go on whatever goes wrong here; the log says what it was."""
    try:
        yield
    except MadoguchiError as error:
        log.put("stopped", partner, product, package, reason=str(error))
    except OSError as error:
        code = "disk-full" if error.errno in _FULL else "stopped"
        log.put(code, partner, product, package, reason=f"{type(error).__name__}: {error}")
    except _UNTHOUGHT_OF as error:
        log.put("stopped", partner, product, package, reason=f"{type(error).__name__}: {error}")
        _logger.exception("unexpected, with %s %s", partner, package)
