"""The sample office: a small readable world, written as the offices' own files."""

from pathlib import Path

from madoguchi.sample.shipping import Shipped, ship

__all__ = ["Shipped", "write_sample"]


def write_sample(folder: Path) -> Shipped:
    """Write the sample office's files into a folder; return how much there is."""
    return ship(folder)
