"""The examples of docs/client.md, run in order against a served office."""

import re
from pathlib import Path

import pytest

from api.own.office import Programs

PAGE = Path(__file__).parents[2] / "docs" / "client.md"


def test_the_examples_run(
    served: str, programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = PAGE.read_text(encoding="utf-8").replace("http://127.0.0.1:8000", served)
    examples = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(examples) >= 9
    monkeypatch.chdir(tmp_path)
    said: list[str] = []

    def say(*values: object) -> None:
        said.append(" ".join(map(str, values)))

    names = {"KEY": programs.registrar.key, "print": say}
    for number, example in enumerate(examples):
        exec(compile(example, f"docs/client.md:{number}", "exec"), names)  # noqa: S102
    told = "\n".join(said)
    for word in ("US20210049351A1", "@patent", "in-force", "404 not-found", "search: 46 of 46"):
        assert word in told, told[-3000:]
    assert (tmp_path / "fig2.tif").stat().st_size > 0
