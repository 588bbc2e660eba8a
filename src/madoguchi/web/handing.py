"""Large answers made piece by piece: a few at a time, and no longer than somebody takes them."""

from collections.abc import AsyncIterator, Generator

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import StreamingResponse

# Binding is work; beyond so many at once all pages would wait for it, so the others take turns.
_AT_ONCE = 3


def handed(
    request: Request, pieces: Generator[bytes, None, None], media: str, name: str
) -> StreamingResponse:
    """An answer to be saved under a name; nothing of it is made after its reader has hung up."""
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return StreamingResponse(_taken(request, pieces), media_type=media, headers=headers)


async def _taken(request: Request, pieces: Generator[bytes, None, None]) -> AsyncIterator[bytes]:
    turns = _turns(request)
    try:
        while (piece := await to_thread.run_sync(next, pieces, None, limiter=turns)) is not None:
            if piece:
                yield piece
    finally:
        pieces.close()


def _turns(request: Request) -> CapacityLimiter:
    """One for all pages; it is of the loop that serves them."""
    state = request.app.state
    if not hasattr(state, "binding"):
        state.binding = CapacityLimiter(_AT_ONCE)
    found: CapacityLimiter = state.binding
    return found
