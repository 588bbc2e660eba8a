"""Large answers: a few at a time, and nothing is made for one who has hung up."""

import threading
import time
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

import anyio
import pytest

from madoguchi.web.handing import handed


class Binding:
    """Pieces that take their time; counts how many are made at once, and in all."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.now = self.most = self.made = self.closed = 0

    def pieces(self, count: int) -> Generator[bytes, None, None]:
        try:
            for _ in range(count):
                with self.lock:
                    self.now += 1
                    self.most = max(self.most, self.now)
                time.sleep(0.02)
                with self.lock:
                    self.now -= 1
                    self.made += 1
                yield b""
            yield b"whole"
        finally:
            self.closed += 1


def request() -> Any:
    return SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace()))


async def taken(asked: Any, pieces: Generator[bytes, None, None]) -> list[bytes | str | memoryview]:
    answer = handed(asked, pieces, "application/pdf", "x.pdf")
    return [piece async for piece in answer.body_iterator]


def test_three_are_bound_at_once_and_all_are_served() -> None:
    binding, asked = Binding(), request()
    found: list[Any] = []

    async def read() -> None:
        found.append(await taken(asked, binding.pieces(3)))

    async def crowd() -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(12):
                tasks.start_soon(read)

    anyio.run(crowd)
    assert found == [[b"whole"]] * 12
    assert binding.most == 3
    assert binding.closed == 12


def test_nothing_is_made_for_one_who_has_hung_up() -> None:
    binding = Binding()

    async def hang_up() -> None:
        with anyio.move_on_after(0.1):
            await taken(request(), binding.pieces(1000))

    anyio.run(hang_up)
    assert 0 < binding.made < 100
    assert binding.closed == 1


@pytest.mark.parametrize("name", ["JP-patent-1.pdf"])
def test_it_is_saved_under_its_name(name: str) -> None:
    answer = handed(request(), Binding().pieces(0), "application/pdf", name)
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
