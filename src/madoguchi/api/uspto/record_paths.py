"""Values of a file wrapper by dotted names: `applicationMetaData.inventorBag.inventorNameText`."""

from collections.abc import Iterable, Iterator

from madoguchi.api.uspto.portal_envelope import Told

_Tree = dict[str, "_Tree"]


def values_at(record: object, path: str) -> Iterator[object]:
    """Every value under a name, of each entry where the path leads through lists."""
    if isinstance(record, list):
        for entry in record:
            yield from values_at(entry, path)
    elif not path:
        yield record
    elif isinstance(record, dict):
        name, _, rest = path.partition(".")
        if name in record:
            yield from values_at(record[name], rest)


def only(record: Told, paths: Iterable[str]) -> Told:
    """The record with nothing but what the names lead to."""
    found = _pruned(record, _tree(paths))
    return found if isinstance(found, dict) else {}


def _tree(paths: Iterable[str]) -> _Tree:
    """The names by their steps; what is named whole is not cut down by a longer name."""
    tree: _Tree = {}
    whole: set[str] = set()
    for path in sorted(paths, key=len):
        steps = path.split(".")
        if whole.isdisjoint(".".join(steps[:n]) for n in range(1, len(steps))):
            whole.add(path)
            branch = tree
            for step in steps:
                branch = branch.setdefault(step, {})
    return tree


def _pruned(value: object, tree: _Tree) -> object:
    if not tree:
        return value
    if isinstance(value, list):
        return [entry for one in value if (entry := _pruned(one, tree))]
    if not isinstance(value, dict):
        return None
    kept = {name: _pruned(value[name], branch) for name, branch in tree.items() if name in value}
    return {name: one for name, one in kept.items() if one not in ({}, [], None)}


def written(value: object) -> str:
    """A value as filters and facets write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
