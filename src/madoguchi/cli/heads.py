"""The heads of calls, bounded in size and time: the server reads them without end otherwise."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST = 64 * 1024
PATIENCE = 30.0


class BoundedHeads(HttpToolsProtocol):
    """Hangs up where a head is larger, or longer on its way, than any honest one.

    The time is looked at now and then, not with each call: a timer each would cost more than
    reading the head does.
    """

    _head = 0
    _begun = 0.0  # when the head on its way began; 0 while none is
    _looking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begun = self.loop.time()
        self._looking = self.loop.call_later(PATIENCE / 2, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._looking is not None:
            self._looking.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._begun:
            if self._head > LARGEST:
                self.send_400_response(f"The head of a call has at most {LARGEST} bytes.")
                return
            self._head += len(data)  # looked at with the next piece: this one may end the head
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if not self._begun:  # what came of this head with the call before is not counted
            self._head, self._begun = 0, self.loop.time()

    def on_headers_complete(self) -> None:
        self._begun = 0.0
        super().on_headers_complete()

    def _look(self) -> None:
        if self._begun and self.loop.time() - self._begun >= PATIENCE:
            if not self.transport.is_closing():
                self.transport.close()
            return
        self._looking = self.loop.call_later(PATIENCE / 2, self._look)
