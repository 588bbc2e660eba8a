"""The folders of a place that are still to be looked into."""

from madoguchi.errors import RefusedError

MOST, _DEEPEST = 100_000, 32


class Folders:
    """Begins with the folder itself; never endless, whatever the other side makes up."""

    def __init__(self) -> None:
        self._waiting = [""]
        self._seen = 0

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def next(self) -> str:
        return self._waiting.pop()

    def add(self, prefix: str, name: str) -> None:
        """Note a folder, unless by its name it is none inside this one. Raises RefusedError."""
        if name in ("", ".", "..") or "/" in name:
            return
        self._seen += 1
        if self._seen > MOST or prefix.count("/") >= _DEEPEST:
            raise RefusedError(
                f"the place has over {MOST:,} folders, or some nested over {_DEEPEST} deep; "
                "ask the partner to clear up, or name a folder of it"
            )
        self._waiting.append(f"{prefix}{name}/")


def bounded(count: int) -> None:
    """Raise RefusedError where one folder shows more than anybody puts into one."""
    if count > MOST:
        raise RefusedError(f"one folder has over {MOST:,} files; ask the partner to clear up")
