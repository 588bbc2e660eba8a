import datetime as dt
import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.dossier import Drawing, Edge, Node, tree

START = dt.date(2005, 3, 1)


def node(id_: str, days: int | None = 0, office: str = "") -> Node:
    date = None if days is None else START + dt.timedelta(days)
    return Node(id=id_, office=office or id_[:2], label=id_, date=date)


def family(size: int) -> tuple[list[Node], list[Edge]]:
    """A priority, an international application, its national phases, and their divisions."""
    nodes = [node("JP0"), node("WO1", 360)]
    edges = [Edge(child="WO1", parent="JP0", relation="priority")]
    for place in range(2, size):
        office = ("US", "EP", "JP", "CN", "KR", "AU")[place % 6]
        parent = nodes[place // 3] if place > 10 else nodes[1]
        days = 360 if place <= 10 else 400 + 30 * place
        nodes.append(node(f"{office}{place}", days))
        relation = "national-phase" if place <= 10 else "division"
        edges += [
            Edge(child=nodes[-1].id, parent=parent.id, relation=relation),
            Edge(child=nodes[-1].id, parent="JP0", relation="priority"),
        ]
    return nodes[:size], [one for one in edges if size > 1]


def assert_readable(drawing: Drawing, nodes: list[Node]) -> None:
    for one, other in combinations(drawing.boxes, 2):
        across = one.x < other.x + other.width and other.x < one.x + one.width
        along = one.y < other.y + other.height and other.y < one.y + one.height
        assert not (across and along), (one, other)
    for box in drawing.boxes:
        assert 0 <= box.x <= drawing.width - box.width
        assert 0 <= box.y <= drawing.height - box.height
    members = sorted(member for box in drawing.boxes for member in box.members)
    assert members == sorted(one.id for one in nodes)


@pytest.mark.parametrize("size", [0, 1, 2, 5, 40, 200])
def test_families_of_all_sizes(size: int) -> None:
    nodes, edges = family(size)
    start = time.monotonic()
    drawing = tree(nodes, edges)
    assert time.monotonic() - start < 10
    assert_readable(drawing, nodes)
    assert len(drawing.boxes) <= 60
    assert all(path.d.startswith("M") for path in drawing.paths)


@given(
    st.lists(st.tuples(st.sampled_from(["JP", "US", "EP"]), st.none() | st.integers(0, 9000)), max_size=25),
    st.lists(st.tuples(st.integers(0, 27), st.integers(0, 27), st.sampled_from(["priority", "division", "family"])), max_size=40),
    st.integers(1, 30),
)  # fmt: skip
def test_nothing_overlaps_and_everything_is_placed(
    told: list[tuple[str, int | None]], links: list[tuple[int, int, str]], most: int
) -> None:
    """Whatever is told: rings, members of their own, claims to what is not there."""
    nodes = [node(f"{office}{place}", days) for place, (office, days) in enumerate(told)]
    ids = [one.id for one in nodes] + [f"XX{n}" for n in range(30)]
    edges = [Edge(child=ids[a], parent=ids[b], relation=relation) for a, b, relation in links]
    drawing = tree(nodes, edges, most)
    assert_readable(drawing, nodes)
    boxes = {box.id for box in drawing.boxes}
    assert all({path.child, path.parent} <= boxes for path in drawing.paths)
    assert drawing == tree(nodes, edges, most)


def test_a_claim_leads_from_left_to_right_even_on_one_day() -> None:
    nodes = [node("EP3"), node("WO2"), node("JP1", -300)]
    edges = [
        Edge(child="EP3", parent="WO2", relation="national-phase"),
        Edge(child="WO2", parent="JP1", relation="priority"),
        Edge(child="EP3", parent="JP1", relation="priority"),
    ]
    drawing = tree(nodes, edges)
    x = {box.id: box.x for box in drawing.boxes}
    assert x["JP1"] < x["WO2"] < x["EP3"]
    assert [(path.child, path.relation) for path in drawing.paths] == [
        ("EP3", "national-phase"),
        ("WO2", "priority"),
    ]


def test_two_that_claim_each_other_keep_a_path() -> None:
    """Told by bad data; neither is left without its claim."""
    edges = [
        Edge(child="JP1", parent="US2", relation="priority"),
        Edge(child="US2", parent="JP1", relation="priority"),
    ]
    assert len(tree([node("JP1"), node("US2")], edges).paths) == 2


def test_an_undated_priority_stands_before_what_claims_it() -> None:
    nodes = [node("JP1", None), node("US2", 360), node("US3", 900), node("CN4", None)]
    edges = [Edge(child=one, parent="JP1", relation="priority") for one in ("US2", "US3", "CN4")]
    drawing = tree(nodes, edges)
    x = {box.id: box.x for box in drawing.boxes}
    assert x["JP1"] < x["US2"] < x["US3"] < x["CN4"]
    assert drawing.heads[-1].first is None


def test_many_of_one_office_become_one_box() -> None:
    nodes = [node("JP0"), *(node(f"US{n}", 360, "US") for n in range(1, 9)), node("EP1", 360)]
    edges = [Edge(child=one.id, parent="JP0", relation="priority") for one in nodes[1:]]
    drawing = tree(nodes, edges, most=5)
    counts = {box.office: box.count for box in drawing.boxes}
    assert counts == {"JP": 1, "US": 8, "EP": 1}
    assert len(drawing.paths) == 2


def test_heads_tell_the_time_of_their_columns() -> None:
    drawing = tree(*family(5))
    assert [(head.first, head.last) for head in drawing.heads] == [
        (START, START),
        (START + dt.timedelta(360), START + dt.timedelta(360)),
    ]
