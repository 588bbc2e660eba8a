"""The bare handler that the hot reads stand beside: one row by its key, serialised, sent.

No routing, no account, no limit, no header that is not needed: what is left when everything that
an office needs is taken away.
"""

import os
import sqlite3

import msgspec

_connection = sqlite3.connect(os.environ["BARE_DATABASE"], check_same_thread=False)
_cursor = _connection.cursor()
_encoder = msgspec.json.Encoder()
_QUERY = "SELECT path, position, data FROM row WHERE path = ?"


class Row(msgspec.Struct):
    path: str
    position: int
    data: msgspec.Raw


async def application(scope, receive, send):  # type: ignore[no-untyped-def]  # noqa: ARG001
    if scope["type"] != "http":
        return
    found = _cursor.execute(_QUERY, (scope["path"],)).fetchone()
    body = _encoder.encode(Row(found[0], found[1], msgspec.Raw(found[2])))
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
