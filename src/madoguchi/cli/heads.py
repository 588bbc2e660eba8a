"""The heads of calls, bounded in size and time: the server reads them without end otherwise."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST = 64 * 1024
PATIENCE = 30.0


class BoundedHeads(HttpToolsProtocol):
    """Hangs up where a head is larger, or longer on its way, than any honest one."""

    _head = 0
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._late is not None:
            if self._head > LARGEST:
                self.send_400_response(f"The head of a call has at most {LARGEST} bytes.")
                return
            self._head += len(data)  # looked at with the next piece: this one may end the head
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect()

    def on_headers_complete(self) -> None:
        self._arrived()
        super().on_headers_complete()

    def _expect(self) -> None:
        """A head is on its way; what came of it with the call before is not counted."""
        if self._late is None:
            self._head = 0
            self._late = self.loop.call_later(PATIENCE, self._hang_up)

    def _arrived(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
