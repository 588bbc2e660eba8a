"""The sample office's exchange, by command."""

from pathlib import Path

from click.testing import CliRunner

from madoguchi.cli import main


def test_the_sample_office_has_an_exchange_once(tmp_path: Path) -> None:
    command = ["--home", str(tmp_path), "exchange", "sample"]
    first = CliRunner().invoke(main, command)
    assert first.exit_code == 0, first.output
    shown = CliRunner().invoke(main, ["--home", str(tmp_path), "exchange", "log"])
    assert "xb" in shown.output
    again = CliRunner().invoke(main, command)
    assert again.exit_code == 1
    assert "nothing was written" in again.output
