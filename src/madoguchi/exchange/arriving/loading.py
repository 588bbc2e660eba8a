"""A delivery put on record: deletions first, then the records, every one accounted for."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from madoguchi.archive import Archive
from madoguchi.errors import RefusedError
from madoguchi.exchange import numbers
from madoguchi.exchange.arriving.deleting import Deleting
from madoguchi.exchange.arriving.deliveries import Delivery, Holdings, Loaded, Shelf
from madoguchi.exchange.arriving.gates import Measure
from madoguchi.exchange.arriving.lists import listed, plain
from madoguchi.exchange.contents import bits, names_of
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.packages import Manifest, PackageFile, RecordReport
from madoguchi.exchange.packing import join
from madoguchi.exchange.partners import Product
from madoguchi.formats import Profile, read_st37
from madoguchi.intake import FileReport, Has, Report, Seen, Terms, load, survey
from madoguchi.model import Right

_ROWS, _LINES = 500, 5_000
_AT_ONCE = 200
# Where a partner sends these and they were not agreed, both should know it.
_MORE = bits(("abstract", "claims", "description", "drawings", "pdf"))


def joined(folder: Path, manifest: Manifest) -> dict[str, list[Path]]:
    """Return the files of a package by what they are, volumes put together."""
    found: dict[str, list[Path]] = {}
    for file in manifest.files:
        found.setdefault(file.form, []).append(_whole(folder, file))
    return found


def _whole(folder: Path, file: PackageFile) -> Path:
    path = folder / file.name
    if file.volumes and not path.exists():
        new = path.with_name(f"{file.name}.joining")
        join([folder / one.name for one in file.volumes], new)
        new.rename(path)
    return path


class Loader:
    """Looks through deliveries and loads them."""

    def __init__(self, archive: Archive, quarters: Quarters, holdings: Holdings) -> None:
        self._archive, self._quarters, self._holdings = archive, quarters, holdings

    def profile(self, product: Product) -> Profile | None:
        """How the partner's files differ from the standard. Raises ProfileError."""
        if not product.profile:
            return None
        return Profile.read(self._quarters.profiles / f"{product.profile}.toml")

    def measure(self, delivery: Delivery) -> Measure:
        """Count what a delivery has, putting nothing on record."""
        found = Measure()

        def seen(one: Seen) -> None:
            if not one.withdrawn:
                found.count(had(one.has))

        told = survey(list(delivery.records), self.profile(delivery.product), seen)
        found.records += told.cases
        found.refused = told.refused
        return found

    def load(self, delivery: Delivery) -> Loaded:
        """Put a delivery on record; loading it again changes nothing."""
        loaded = Loaded()
        shelf = self._holdings.of(delivery.partner)
        for path in delivery.deletions:
            Deleting(self._archive, delivery, shelf, loaded).run(path)
        if delivery.records:
            self._load(delivery, shelf, loaded)
        for path in delivery.authority:
            self._list(delivery, path, loaded)
        return loaded

    # -- records -------------------------------------------------------------------------------

    def _load(self, delivery: Delivery, shelf: Shelf, loaded: Loaded) -> None:
        rows = _Rows(self._archive, delivery, loaded)
        report = load(
            list(delivery.records),
            shelf.archive,
            shelf.index,
            terms=Terms(
                self.profile(delivery.product),
                rows.see,
                _only(delivery.product),
                teller=delivery.partner.id,
                own_word=delivery.own_word,
            ),
        )
        rows.flush()
        _count(report, loaded)
        for file in report.files:
            for one in _refusals(file):
                loaded.report(one)

    # -- lists of numbers ----------------------------------------------------------------------

    def _list(self, delivery: Delivery, path: Path, loaded: Loaded) -> None:
        """Take in an authority file (WIPO ST.37): what was published, in the office's word."""
        if path.name.endswith("definition.xml"):
            return
        try:
            with plain(path) as data:
                told = listed(read_st37(data).entries, delivery.product)
                # Some at a time: others have to write meanwhile. Read again it says the same.
                while some := list(islice(told, _LINES)):
                    with self._archive.database.writing() as connection:
                        numbers.tell(connection, delivery.key, some)
        except RefusedError as error:
            loaded.remarks.append(f"{path.name}: {error.reason}")


class _Rows:
    """Writes down of each record what came of it."""

    def __init__(self, archive: Archive, delivery: Delivery, loaded: Loaded) -> None:
        self._archive, self._delivery, self._loaded = archive, delivery, loaded
        self._wanted = bits(delivery.product.contents)
        self._waiting: list[numbers.Told] = []

    def see(self, one: Seen) -> None:
        has = had(one.has)
        if one.withdrawn:
            self._loaded.deleted += 1
        else:
            self._remark(one, has)
        if one.warning and one.warning not in self._loaded.remarks:
            self._loaded.remarks.append(one.warning)
            self._loaded.encodings.append(one.warning)
        for left in one.left_out:
            error = f"{left.name}: {left.reason}"
            self._loaded.report(RecordReport(record=one.id, file=_short(one.file), error=error))
        self._waiting.append(
            numbers.Told(
                record=one.id, number=one.number, kind=one.kind, date=str(one.date or ""),
                handed=True, deleted=one.withdrawn, has=has, package=self._delivery.name, error="",
            )
        )  # fmt: skip
        if len(self._waiting) >= _ROWS:
            self.flush()

    def _remark(self, one: Seen, has: int) -> None:
        """Say what was agreed and did not come; a drawing or page need not exist."""
        lacks = self._wanted & ~has & bits(("abstract", "claims", "description", "classification"))
        only = self._delivery.product.full_text and not has & bits(("claims", "description"))
        self._loaded.abstract_only += only
        self._loaded.more += bool(has & ~self._wanted & _MORE)
        if only:
            self._loaded.report(
                RecordReport(
                    record=one.id, file=_short(one.file), offset=one.offset, lacks=names_of(lacks)
                )
            )

    def flush(self) -> None:
        with self._archive.database.writing() as connection:
            numbers.tell(connection, self._delivery.key, self._waiting)
        self._waiting = []


def had(has: Has) -> int:
    """The bits of what a record has."""
    there = {
        "bibliographic": True,
        "abstract": has.abstract,
        "classification": has.classes,
        "claims": has.claims,
        "description": has.description,
        "drawings": has.drawings > 0,
        "pdf": has.pdf,
    }
    return bits(name for name, is_there in there.items() if is_there)


def _only(product: Product) -> Callable[[str, Right], str]:
    """Say why a record is not of a product, "" where it is."""

    def admit(office: str, right: Right) -> str:
        if (office, right) == (product.office, product.right):
            return ""
        return f"a {right.value} of {office[:10]}: {product.id} is of {product.office}"

    return admit


def _count(report: Report, loaded: Loaded) -> None:
    total = report.total
    loaded.read += total.read
    loaded.new += total.new
    loaded.changed += total.changed
    loaded.unchanged += total.unchanged
    loaded.refused += total.refused


def _refusals(file: FileReport) -> Iterator[RecordReport]:
    """What could not be read, by its place in the package."""
    for one in file.refusals:
        yield RecordReport(file=_short(file.path), offset=one.position, error=one.reason)


def _short(path: str) -> str:
    """A path as the sender knows it: the file of the package, and what is inside."""
    outer, mark, inside = path.partition("!/")
    return f"{Path(outer).name}{mark}{inside}"
