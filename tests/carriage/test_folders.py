import pytest

from madoguchi.carriage.folders import MOST, Folders, bounded
from madoguchi.errors import RefusedError


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/etc"])
def test_what_is_no_folder_inside_is_not_looked_into(name: str) -> None:
    folders = Folders()
    folders.add("", name)
    assert folders.next() == ""
    assert not folders


def test_a_place_that_shows_folders_without_end_is_left() -> None:
    folders = Folders()

    def look() -> None:
        while folders:
            folders.add(folders.next(), "again")

    with pytest.raises(RefusedError, match="nested"):
        look()


def test_a_crowd_of_folders_or_files_is_too_much() -> None:
    bounded(MOST)
    with pytest.raises(RefusedError):
        bounded(MOST + 1)
    folders = Folders()
    for number in range(MOST):
        folders.add("", str(number))
    with pytest.raises(RefusedError, match="clear up"):
        folders.add("", "one more")
