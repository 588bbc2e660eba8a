"""Applying for programs on every database engine, from the form to the first key."""

import datetime as dt
import re
import threading
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from accounts.test_accounts import FAST, new
from engines import OnPostgresql, OnSqlite
from madoguchi import clock
from madoguchi.accounts import (
    Accounts,
    ActorKind,
    Actors,
    Attempt,
    SignedIn,
    State,
    TakenUp,
    Wanted,
    applications,
    apply,
    apply_more,
    approve,
    by_link,
    close,
    confirm,
    is_api_id,
    is_mail,
    refuse,
    take_up,
)
from madoguchi.accounts import applying as steps
from madoguchi.accounts.tables import application, attempt
from madoguchi.archive import Archive
from madoguchi.errors import ConflictError, NotFoundError, RefusedError

PASSWORD = "correct horse battery staple"
NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
WANTED = Wanted(
    name="見本特許事務所",
    kind=ActorKind.ORGANISATION,
    mail="Yamada@b.example",
    lang="ja",
    purpose="経過情報の監視",
    api_id="mihon-robot1",
    terms="1",
)


def letters(accounts: Accounts) -> list[str]:
    return [f"{one.recipient}\n{one.subject}\n{one.text}" for one in accounts.outbox.letters()]


def link_of(accounts: Accounts) -> str:
    """The secret of the link in the latest letter that has one."""
    found = [re.search(r"confirm\?token=([\w-]+)", text) for text in letters(accounts)]
    (latest,) = [match[1] for match in found if match][-1:]
    return latest


def forget_attempts(accounts: Accounts) -> None:
    with accounts.archive.database.writing() as connection:
        connection.execute(delete(attempt))


def applied(accounts: Accounts, **changes: object) -> str:
    forget_attempts(accounts)
    assert apply(accounts, msgspec.structs.replace(WANTED, **changes)) == 0
    return link_of(accounts)


def registered(accounts: Accounts, **changes: object) -> TakenUp:
    secret = applied(accounts, **changes)
    return take_up(accounts, secret, PASSWORD, by_link(accounts, secret).wanted.api_id)


class ApplyingContract:
    @pytest.fixture
    def accounts(self, url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Accounts]:
        monkeypatch.delenv("MADOGUCHI_PROGRAMS", raising=False)
        archive = Archive(url)
        yield Accounts(archive, FAST)
        archive.close()

    def test_self_service_from_form_to_key(self, accounts: Accounts) -> None:
        done = registered(accounts)
        owner, program = accounts.actor(done.owner), accounts.by_api_id("mihon-robot1")
        assert program == done.program
        assert (owner.kind, owner.name("ja")) == (ActorKind.ORGANISATION, "見本特許事務所")
        assert owner.contact == "Yamada@b.example"
        assert (program.kind, program.owner) == (ActorKind.PROGRAM, owner.number)
        assert (program.plan, program.roles, program.terms) == ("standard", (), "1")
        assert accounts.programs_of(owner.number) == [program]
        assert accounts.by_token(done.key) == program
        assert isinstance(accounts.sign_in(Attempt(owner.number, PASSWORD)), SignedIn)
        assert done.program.number in letters(accounts)[-1]
        assert PASSWORD not in "".join(letters(accounts))
        assert done.key not in "".join(letters(accounts))

    def test_a_link_counts_once_and_for_a_day(self, accounts: Accounts) -> None:
        with clock.at(NOON):
            secret = applied(accounts)
        with clock.at(NOON + dt.timedelta(hours=24)), pytest.raises(NotFoundError):
            take_up(accounts, secret, PASSWORD, WANTED.api_id)
        with clock.at(NOON + dt.timedelta(hours=23, minutes=59)):
            take_up(accounts, secret, PASSWORD, WANTED.api_id)
            with pytest.raises(NotFoundError, match="has been used"):
                take_up(accounts, secret, PASSWORD, WANTED.api_id)
        assert accounts.count() == 2

    def test_nothing_is_registered_before_the_link(self, accounts: Accounts) -> None:
        applied(accounts)
        assert accounts.count() == 0
        assert applications(accounts) == []

    def test_the_answer_does_not_tell_who_is_known_but_the_letter_does(
        self, accounts: Accounts
    ) -> None:
        owner = registered(accounts).owner
        forget_attempts(accounts)
        assert apply(accounts, msgspec.structs.replace(WANTED, mail="yamada@B.example")) == 0
        assert owner in letters(accounts)[-1]
        assert "token=" not in letters(accounts)[-1]
        close(accounts, owner, "left", by="operator")
        applied(accounts)
        assert "token=" in letters(accounts)[-1]

    def test_an_api_id_is_nobodys_twice(self, accounts: Accounts) -> None:
        registered(accounts)
        secret = applied(accounts, mail="other@b.example")
        with pytest.raises(RefusedError, match=r"^taken: "):
            take_up(accounts, secret, PASSWORD, WANTED.api_id)
        done = take_up(accounts, secret, PASSWORD, "mihon-robot2")
        assert done.program.api_id == "mihon-robot2"

    def test_several_at_once_want_one_api_id(self, accounts: Accounts) -> None:
        secrets = [applied(accounts, mail=f"{n}@b.example") for n in range(4)]
        outcomes: list[object] = []

        def take(secret: str) -> None:
            try:
                outcomes.append(take_up(accounts, secret, PASSWORD, WANTED.api_id))
            except RefusedError as error:
                outcomes.append(error)

        threads = [threading.Thread(target=take, args=(secret,)) for secret in secrets]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(isinstance(one, TakenUp) for one in outcomes) == 1
        assert accounts.count() == 2

    def test_one_link_followed_twice_at_once(self, accounts: Accounts) -> None:
        secret = applied(accounts)
        outcomes: list[object] = []

        def take() -> None:
            try:
                outcomes.append(take_up(accounts, secret, PASSWORD, WANTED.api_id))
            except (NotFoundError, ConflictError) as error:
                outcomes.append(error)

        threads = [threading.Thread(target=take) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(isinstance(one, TakenUp) for one in outcomes) == 1
        assert accounts.count() == 2
        assert len(accounts.tokens.of(accounts.actors()[1].number)) == 1

    def test_broken_off_after_registering_the_link_finishes_it(
        self, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        secret = applied(accounts)

        def broken(*_: object, **__: object) -> bool:
            raise ConnectionError

        with monkeypatch.context() as patched:
            patched.setattr(steps, "move", broken)
            with pytest.raises(ConnectionError):
                take_up(accounts, secret, PASSWORD, WANTED.api_id)
        assert accounts.count() == 2
        done = take_up(accounts, secret, PASSWORD, WANTED.api_id)
        assert accounts.count() == 2
        assert accounts.by_token(done.key) == accounts.by_api_id(WANTED.api_id)

    @pytest.mark.parametrize(
        ("password", "api_id"),
        [("short", "mihon-robot1"), ("a" * 20, "mihon-robot1"), (PASSWORD, "x"), (PASSWORD, "ABCDEFG-1")],
    )  # fmt: skip
    def test_a_mistake_uses_no_link_up(
        self, accounts: Accounts, password: str, api_id: str
    ) -> None:
        secret = applied(accounts)
        with pytest.raises(RefusedError):
            take_up(accounts, secret, password, api_id)
        assert accounts.count() == 0
        assert take_up(accounts, secret, PASSWORD, WANTED.api_id)

    def test_too_many_have_to_wait(self, accounts: Accounts) -> None:
        with clock.at(NOON):
            waits = [
                apply(accounts, msgspec.structs.replace(WANTED, mail=f"{n}@b.example"), address="x")
                for n in range(8)
            ]
            assert [wait > 0 for wait in waits] == [False] * 5 + [True] * 3
            assert len(letters(accounts)) == 5
            assert apply(accounts, msgspec.structs.replace(WANTED), address="y") == 0
        with clock.at(NOON + dt.timedelta(minutes=1)):
            assert apply(accounts, WANTED, address="x") == 0

    def test_the_secret_of_a_link_is_not_kept(self, accounts: Accounts) -> None:
        secret = applied(accounts)
        for one in accounts.outbox.letters():
            accounts.outbox.delivered(one.id)
        (row,) = accounts.archive.rows(select(application.c.token, application.c.data))
        assert secret.encode() not in bytes(row[0]) + bytes(row[1])
        assert all(one.text == "" for one in accounts.outbox.letters(sent=True))

    # -- the office decides --------------------------------------------------------------------

    def test_the_office_approves(self, accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MADOGUCHI_PROGRAMS", "approval")
        secret = applied(accounts)
        with pytest.raises(RefusedError, match="decides"):
            take_up(accounts, secret, PASSWORD, WANTED.api_id)
        confirm(accounts, secret)
        with pytest.raises(NotFoundError):
            confirm(accounts, secret)
        (waiting,) = applications(accounts, State.WAITING)
        decided = approve(accounts, waiting.id, by="900000077")
        assert (decided.state, decided.decided_by) == (State.APPROVED, "900000077")
        done = take_up(accounts, link_of(accounts), PASSWORD, WANTED.api_id)
        assert done.program.plan == "standard"
        (found,) = applications(accounts)
        assert (found.state, found.program) == (State.REGISTERED, done.program.number)
        with pytest.raises(RefusedError, match="does not wait"):
            approve(accounts, waiting.id, by="900000077")

    def test_an_approval_holds_two_weeks_and_can_be_given_again(
        self, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MADOGUCHI_PROGRAMS", "approval")
        with clock.at(NOON):
            confirm(accounts, applied(accounts))
            (waiting,) = applications(accounts)
            approve(accounts, waiting.id, by="operator")
            first = link_of(accounts)
            approve(accounts, waiting.id, by="operator")
            with pytest.raises(NotFoundError):
                by_link(accounts, first)
        with clock.at(NOON + dt.timedelta(days=13)):
            assert by_link(accounts, link_of(accounts)).id == waiting.id
        with clock.at(NOON + dt.timedelta(days=14)), pytest.raises(NotFoundError):
            by_link(accounts, link_of(accounts))

    def test_the_office_refuses_with_a_reason(
        self, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MADOGUCHI_PROGRAMS", "approval")
        secret = applied(accounts)
        confirm(accounts, secret)
        (waiting,) = applications(accounts)
        with pytest.raises(RefusedError, match="say why"):
            refuse(accounts, waiting.id, "  ", by="operator")
        refuse(accounts, waiting.id, "目的が不明", by="operator")
        assert "目的が不明" in letters(accounts)[-1]
        assert accounts.count() == 0
        with pytest.raises(RefusedError, match="does not wait"):
            approve(accounts, waiting.id, by="operator")
        with pytest.raises(RefusedError, match="does not wait"):
            refuse(accounts, waiting.id, "x", by="operator")
        with pytest.raises(NotFoundError, match="no application"):
            approve(accounts, "nothing", by="operator")

    @pytest.mark.parametrize("changes", [{"plan": "provider"}, {"provider": True}])
    def test_the_provider_plan_is_always_decided_on(
        self, accounts: Accounts, changes: dict[str, object]
    ) -> None:
        confirm(accounts, applied(accounts, **changes))
        (waiting,) = applications(accounts)
        approve(accounts, waiting.id, by="operator")
        done = take_up(accounts, link_of(accounts), PASSWORD, WANTED.api_id)
        assert done.program.plan == "provider"

    # -- further programs ----------------------------------------------------------------------

    def test_an_owner_registers_another_program(self, accounts: Accounts) -> None:
        owner = registered(accounts).owner
        more = msgspec.structs.replace(WANTED, owner=owner, api_id="mihon-robot2", name="二号")
        added = apply_more(accounts, more, by=owner)
        assert added is not None
        assert [one.number for one in accounts.programs_of(owner)][1:] == [added.number]
        with pytest.raises(RefusedError, match=r"^taken"):
            apply_more(accounts, more, by=owner)

    def test_another_plan_is_asked_for_and_granted(self, accounts: Accounts) -> None:
        done = registered(accounts)
        number = done.program.number
        asked = msgspec.structs.replace(WANTED, owner=done.owner, program=number, plan="provider")
        assert apply_more(accounts, asked, by=done.owner) is None
        assert accounts.actor(number).plan == "standard"
        (waiting,) = applications(accounts, State.WAITING)
        approve(accounts, waiting.id, by="operator")
        assert accounts.actor(number).plan == "provider"
        assert number in letters(accounts)[-1]
        back = msgspec.structs.replace(asked, plan="standard")
        changed = apply_more(accounts, back, by=done.owner)
        assert changed is not None
        assert changed.plan == "standard"

    def test_a_program_of_another_is_not_there(self, accounts: Accounts) -> None:
        done = registered(accounts)
        other = new(accounts).number
        asked = msgspec.structs.replace(WANTED, owner=other, program=done.program.number)
        with pytest.raises(NotFoundError):
            apply_more(accounts, asked, by=other)

    def test_who_cannot_have_programs(self, accounts: Accounts) -> None:
        done = registered(accounts)
        wanted = msgspec.structs.replace(WANTED, api_id="mihon-robot2")
        for owner in (done.program.number, done.owner):
            close(accounts, done.owner, "left", by="operator")
            with pytest.raises(RefusedError, match="cannot have programs"):
                apply_more(accounts, msgspec.structs.replace(wanted, owner=owner), by=owner)

    def test_there_are_not_endless_programs(self, accounts: Accounts) -> None:
        owner = registered(accounts).owner
        for number in range(9):
            forget_attempts(accounts)
            more = msgspec.structs.replace(WANTED, owner=owner, api_id=f"mihon-more{number}")
            assert apply_more(accounts, more, by=owner)
        forget_attempts(accounts)
        with pytest.raises(RefusedError, match=r"^many"):
            apply_more(accounts, msgspec.structs.replace(more, api_id="mihon-last"), by=owner)

    def test_the_view_is_built_anew_with_api_ids(self, accounts: Accounts) -> None:
        done = registered(accounts)
        accounts.archive.views.rebuild(Actors())
        assert accounts.by_api_id(WANTED.api_id) == done.program
        assert accounts.programs_of(done.owner) == [done.program]
        assert accounts.by_contact("YAMADA@b.example") == accounts.actor(done.owner)


class TestApplyingOnSqlite(OnSqlite, ApplyingContract):
    pass


class TestApplyingOnPostgresql(OnPostgresql, ApplyingContract):
    pass


# -- what can be applied for -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "right"),
    [("robot-01", True), ("robot_a.b", True), ("12345678a", True), ("1234-5678", True),
     ("a23456789012345", True), ("a234567890123456", False), ("robot-1", False),
     ("robotrobot", False), ("123456789", False), ("--------", False), ("Robot-001", False),
     ("robot 001", False), ("ｒｏｂｏｔ-001", False), ("robot-001\n", False), ("", False)],
)  # fmt: skip
def test_api_ids(text: str, right: bool) -> None:
    assert is_api_id(text) is right


@given(st.text(alphabet="ab01-_.AZ あ\n", max_size=20))
def test_an_api_id_follows_the_rule(text: str) -> None:
    sorts = [any(s.isdigit() for s in text), any(s in "ab" for s in text),
             any(s in "-_." for s in text)]  # fmt: skip
    allowed = all(sign in "ab01-_." for sign in text)
    assert is_api_id(text) is (allowed and 8 <= len(text) <= 15 and sum(sorts) >= 2)


@pytest.mark.parametrize(
    ("text", "right"),
    [("a@b.example", True), ("a.b+c@d-e.example.org", True), ("a@b", False), ("@b.example", False),
     ("a@b.example\nBcc: x@y.example", False), ("a b@c.example", False), ("a@b..example", False),
     ("<a@b.example>", False), ("a@b.example, c@d.example", False), ("a@日本.example", False)],
)  # fmt: skip
def test_mail_addresses(text: str, right: bool) -> None:
    assert is_mail(text) is right


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("name", "x" * 201), ("purpose", ""), ("purpose", "x" * 1001), ("mail", "x"),
     ("api-id", "x"), ("plan", "public"), ("plan", "unlimited"), ("plan", "nothing")],
)  # fmt: skip
def test_a_mistake_names_its_field(
    tmp_path_factory: pytest.TempPathFactory, field: str, value: str
) -> None:
    archive = Archive.at(tmp_path_factory.mktemp("office"))
    wanted = msgspec.structs.replace(WANTED, **{field.replace("-", "_"): value})
    with pytest.raises(RefusedError, match=f"^{field}: "):
        apply(Accounts(archive, FAST), wanted)
    archive.close()
