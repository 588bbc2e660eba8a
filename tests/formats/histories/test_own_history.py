"""Our own form of a case history."""

import msgspec
import pytest

from cases.histories import FILED, GRANTED, NOTICE, PAPER, STATED, history
from madoguchi.errors import RefusedError
from madoguchi.formats import FORMATS, Account, Document
from madoguchi.formats.histories.own_history import NAME, write

WHOLE = history(
    FILED, GRANTED, documents=(NOTICE,), papers=(PAPER,), status=STATED, laid_open=False
)


def test_what_is_written_is_read_back() -> None:
    account = Account()
    name, told = FORMATS.read(Document(write(WHOLE), 0), account)
    assert (name, told) == (NAME, (WHOLE,))
    assert account.unknown == set()
    assert f"{NAME}/case/office" in account.mapped


def test_what_the_model_lacks_is_told() -> None:
    value = msgspec.json.decode(write(history()))
    value["colour"] = "red"
    value["bibliography"]["mood"] = "blue"
    account = Account()
    FORMATS.read(Document(msgspec.json.encode(value), 0), account)
    assert account.unknown == {f"{NAME}/colour", f"{NAME}/bibliography/mood"}


def test_a_field_at_its_default_is_known() -> None:
    value = {**msgspec.json.decode(write(history())), "laid_open": True, "complete": False}
    account = Account()
    FORMATS.read(Document(msgspec.json.encode(value), 0), account)
    assert account.unknown == set()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"madoguchi": "poem"}, '"madoguchi" must be "history"'),
        ({"case": "JP"}, "not a case history: Expected `object`"),
        ({"case": {"office": "JP", "right": "poem", "number": "1"}}, "Invalid enum value 'poem'"),
        ({"case": {"office": "JP", "right": "patent", "number": "../x"}}, "is no case"),
        ({"events": [{"code": "A63", "date": "2020-02-30"}]}, "not a case history"),
    ],
)
def test_a_wrong_one_is_refused_with_the_reason(change: dict[str, object], complaint: str) -> None:
    value = {**msgspec.json.decode(write(history())), **change}
    with pytest.raises(RefusedError, match=complaint):
        FORMATS.read(Document(msgspec.json.encode(value), 0), Account())
