"""The sample office, written once for all its tests."""

from pathlib import Path

import pytest

from madoguchi.sample import Shipped, write_sample


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shipped]:
    folder = tmp_path_factory.mktemp("sample")
    return folder, write_sample(folder)
