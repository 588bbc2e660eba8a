"""The commands for operators."""

from madoguchi.cli.commands import main

__all__ = ["main"]
