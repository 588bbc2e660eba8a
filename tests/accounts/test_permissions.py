"""Permissions and roles: the grammar, what covers what, the file of roles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.accounts import (
    EVERYTHING,
    OBJECTS,
    SCOPES,
    VERBS,
    Permission,
    assignable,
    grants_of,
    permits,
    public_grants,
    read_grant,
    read_needed,
    roles,
)
from madoguchi.accounts.roles import read_roles
from madoguchi.errors import ProfileError, RefusedError

needed = st.builds(
    Permission, st.sampled_from(VERBS), st.sampled_from(OBJECTS), st.sampled_from(SCOPES)
)
grant = st.builds(
    Permission,
    st.sampled_from(("*", *VERBS)),
    st.sampled_from(("*", *OBJECTS)),
    st.sampled_from(SCOPES),
)


@given(grant)
def test_what_is_printed_is_read_back(one: Permission) -> None:
    assert read_grant(str(one)) == one


@given(needed)
def test_what_is_needed_is_permitted_by_itself_and_by_everything(one: Permission) -> None:
    assert permits([one], one)
    assert permits(EVERYTHING, one)
    assert permits([one.within("any")], one)
    assert not permits([], one)


@given(st.lists(grant, max_size=4), grant, needed)
def test_a_further_grant_never_takes_away(
    held: list[Permission], more: Permission, one: Permission
) -> None:
    assert permits([*held, more], one) >= permits(held, one)
    assert permits([*held, more], one) == (permits(held, one) or permits([more], one))


@given(grant, needed)
def test_each_part_has_to_be_covered(held: Permission, one: Permission) -> None:
    parts = [
        held.verb in ("*", one.verb),
        held.object in ("*", one.object),
        held.scope in ("any", one.scope),
    ]
    assert permits([held], one) is all(parts)


@pytest.mark.parametrize(
    ("held", "one", "expected"),
    [
        ("read:case:laid-open", "read:case:any", False),
        ("read:case:own", "read:case:laid-open", False),
        ("read:case:any", "read:case:own", True),
        ("read:*:laid-open", "read:publication:laid-open", True),
        ("*:*:laid-open", "record:event:any", False),
    ],
)
def test_scopes(held: str, one: str, expected: bool) -> None:
    assert permits([read_grant(held)], read_needed(one)) is expected


@pytest.mark.parametrize(
    "text",
    ["", "read", "read:case", "read:case:any:more", "Read:case:any", "read:poem:any", "read:case:",
     "read:case:*", " read:case:any", "read:case:any ", "fly:case:any", "read::any", "*:*:*",
     "read:case:any\n", "read：case：any"],
)  # fmt: skip
def test_what_is_no_permission_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(RefusedError, match=r"is no permission.*write"):
        read_grant(text)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert str(read_grant(text)) == text
    except RefusedError:
        assert text.count(":") != 2 or text


@pytest.mark.parametrize("text", ["*:case:any", "read:*:any"])
def test_what_is_needed_names_one_thing(text: str) -> None:
    read_grant(text)
    with pytest.raises(RefusedError, match=r"without \*"):
        read_needed(text)


def test_the_roles_of_the_office() -> None:
    assert set(assignable()) == {
        "applicant", "attorney", "searcher", "examiner", "formalities", "registrar", "operator",
        "auditor", "exchange", "program",
    }  # fmt: skip
    for role in roles().values():
        assert role.name("ja") != role.name("en")
    assert {one.scope for one in public_grants()} <= {"laid-open", "own"}


@pytest.mark.parametrize(
    "role", ["applicant", "attorney", "searcher", "operator", "auditor", "program"]
)
def test_who_may_not_read_what_is_not_laid_open(role: str) -> None:
    assert not permits(grants_of([role]), read_needed("read:case:any"))


def test_a_role_that_is_gone_from_the_file_grants_nothing() -> None:
    assert grants_of(["poet"]) == grants_of([])


@pytest.mark.parametrize(
    ("text", "said"),
    [("[public]\nen='a'\nja='b'\ngrants=[]", "account"),
     ("[public", "roles.toml"),
     ("[public]\nen='a'\nja='b'\ngrants=['read']\n[account]\nen='a'\nja='b'\ngrants=[]",
      r"\[public\] grants"),
     ("[public]\nen='a'\ngrants=[]", "ja"),
     ("[public]\nen='a'\nja='b'\nmay=1\ngrants=[]", "may")],
)  # fmt: skip
def test_a_wrong_file_of_roles_is_said(text: str, said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        read_roles(text)
