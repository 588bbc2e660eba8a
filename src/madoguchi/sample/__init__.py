"""The sample office: a small readable world, written as the offices' own files."""

from pathlib import Path


def write_sample(folder: Path) -> int:
    raise NotImplementedError
