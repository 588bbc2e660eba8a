"""The sample office: a small readable world, written as the offices' own files."""

from pathlib import Path

from madoguchi.sample.shipping import ship

__all__ = ["write_sample"]


def write_sample(folder: Path) -> int:
    """Write the sample office's files into a folder; return the number of publications."""
    return ship(folder)
