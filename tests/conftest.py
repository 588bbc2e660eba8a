"""What all tests share."""

from pathlib import Path

import pytest

SHARED_DATA = (Path(__file__).parents[1] / "../shared/data").resolve()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real office data beside the checkout; tests that need it skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real office data (../shared/data) is not here")
    return SHARED_DATA
