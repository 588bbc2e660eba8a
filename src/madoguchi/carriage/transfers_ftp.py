"""Data connections of FTP. To be imported without the library's warnings, as `sessions_ftp` is."""

import os
import sys
from typing import Any

from OpenSSL import SSL
from pyftpdlib.handlers import DTPHandler, TLS_DTPHandler
from pyftpdlib.log import logger

from madoguchi.carriage.files import Incoming, Outgoing
from madoguchi.carriage.names import unfinished

_PIECE, _STALLED = 1 << 18, 120


class CarefulTransfer:
    """What both kinds of transfers share: they say why writing ended, and tell what was carried."""

    ac_in_buffer_size = _PIECE
    ac_out_buffer_size = _PIECE
    timeout = _STALLED

    _ended = False

    def handle_error(self) -> None:
        transfer: Any = self
        file = transfer.file_obj
        if isinstance(file, Incoming) and file.trouble:
            self.close()
        else:
            super().handle_error()  # type: ignore[misc]

    def close(self) -> None:
        if not self._ended:
            self._ended = True
            self._end()
        super().close()  # type: ignore[misc]

    def _end(self) -> None:
        transfer: Any = self
        file = transfer.file_obj
        if isinstance(file, Incoming):
            self._end_incoming(file)
        if isinstance(file, Outgoing) and not file.closed and transfer.transfer_finished:
            start = os.fstat(file.fileno()).st_size - transfer.tot_bytes_sent
            visit = transfer.cmd_channel.visit
            visit.tell("handed", file.name, max(start, 0), transfer.tot_bytes_sent)

    def _end_incoming(self, file: Incoming) -> None:
        transfer: Any = self
        visit = transfer.cmd_channel.visit
        trouble = f"552 {file.trouble}" if file.trouble else _reset()
        if trouble:
            transfer._resp = (f"{trouble}.", logger.warning)  # noqa: SLF001
            transfer.transfer_finished = False
            visit.denied(file.name, trouble[4:])
        elif transfer.transfer_finished and not file.closed and not unfinished(file.name):
            visit.tell("received", file.name, 0, file.size())


def _reset() -> str:
    """What is to be answered where the connection did not end but was torn off.

    The library takes both for the end of the file. It closes the transfer while it handles the
    error, which is how it is seen here.
    """
    error = sys.exc_info()[1]
    torn = isinstance(error, OSError | SSL.SysCallError) and error.args and error.args[0]
    return "426 the connection was torn off" if isinstance(torn, int) and torn > 0 else ""


class PlainTransfer(CarefulTransfer, DTPHandler):  # type: ignore[misc]
    pass


class TlsTransfer(CarefulTransfer, TLS_DTPHandler):  # type: ignore[misc]
    pass
