"""Values that come in the address or in a body that is a form."""

from urllib.parse import parse_qs

from madoguchi.api.operations import Call

_MOST_FIELDS = 20


def value(call: Call, name: str) -> str:
    """Return a value by name, "" where it is not given."""
    return call.asked(name) or _form(call).get(name, [""])[0]


def _form(call: Call) -> dict[str, list[str]]:
    """The fields of the body; one with more than any form of OPS has is none."""
    try:
        return parse_qs(call.body.decode("utf-8", "replace"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
