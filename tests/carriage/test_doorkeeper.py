from madoguchi.carriage.doorkeeper import Doorkeeper, Strictness
from madoguchi.carriage.reception import Proofs


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def test_each_wrong_password_waits_longer() -> None:
    door = Doorkeeper(Strictness(free=2, first_wait=0.5, slowest=3))
    assert [door.failed("192.0.2.1", "a") for _ in range(7)] == [0, 0, 0.5, 1, 2, 3, 3]


def test_an_address_is_shut_for_a_while() -> None:
    clock = Clock()
    door = Doorkeeper(Strictness(of_address=3, span=60), clock)
    for number in range(3):
        assert not door.shut("192.0.2.1", "a")
        door.failed("192.0.2.1", f"name {number}")
    assert door.shut("192.0.2.1", "a")
    assert door.shut("::ffff:192.0.2.1", "a")
    assert not door.shut("192.0.2.2", "a")
    clock.time += 61
    assert not door.shut("192.0.2.1", "a")


def test_a_name_guessed_from_everywhere_is_shut_but_for_its_own_address() -> None:
    door = Doorkeeper(Strictness(of_name=5))
    door.welcomed("198.51.100.1", "partner")
    for number in range(5):
        door.failed(f"192.0.2.{number}", "partner")
    assert door.shut("192.0.2.1", "partner")
    assert not door.shut("198.51.100.1", "partner")
    assert not door.shut("192.0.2.1", "another")


def test_who_has_guessed_nothing_is_not_kept_out_by_others_but_for_very_many() -> None:
    """Else anybody could keep a partner out whose name it knows, as long as it likes."""
    door = Doorkeeper(Strictness(of_name=5))
    for number in range(49):
        door.failed(f"192.0.2.{number}", "partner")
    assert not door.shut("203.0.113.1", "partner")
    door.failed("203.0.113.1", "partner")
    assert door.shut("203.0.113.1", "partner")
    assert door.shut("203.0.113.2", "partner")


def test_networks_of_ipv6_count_as_one_address() -> None:
    door = Doorkeeper(Strictness(of_one_address=2))
    assert door.enter("2001:db8::1")
    assert door.enter("2001:db8::2")
    assert not door.enter("2001:db8::3")
    assert door.enter("2001:db8:0:1::1")
    door.leave("2001:db8::9")
    assert door.enter("2001:db8::3")


def test_there_are_only_so_many_places() -> None:
    door = Doorkeeper(Strictness(connections=3))
    assert [door.enter(f"192.0.2.{number}") for number in range(4)] == [True, True, True, False]


def test_crowds_of_names_do_not_fill_the_memory() -> None:
    door = Doorkeeper()
    for number in range(12_000):
        door.failed(f"10.{number >> 8}.{number & 255}.1", f"name {number}")
    assert len(door._failures) == 20_000


def test_what_was_right_is_remembered_for_a_while() -> None:
    clock = Clock()
    proofs = Proofs(clock)
    proofs.remember("hash", "name", "password", "address")
    assert proofs.known("hash", "name", "password", "address")
    assert not proofs.known("other hash", "name", "password", "address")
    clock.time += 901
    assert not proofs.known("hash", "name", "password", "address")
