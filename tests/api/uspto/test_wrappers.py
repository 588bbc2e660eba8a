"""File wrappers that we write are read back as the same case, and are what was recorded."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from api.uspto.office import LATER, OWN, own_case
from madoguchi.api.dossiers import members_of
from madoguchi.api.uspto.applications import wrappers
from madoguchi.api.uspto.record_paths import only, values_at
from madoguchi.cases import Report, case_views, report
from madoguchi.formats import FORMATS, Account, Refusal
from madoguchi.model import History
from madoguchi.premises import Premises

Told = dict[str, Any]
EXAMPLES = "prosecution/uspto_odp_examples/**/{}/response.json"
# What the register does not keep of a file wrapper, or keeps in another shape.
NOT_KEPT = (
    # Addresses: each in one piece, that for letters not at all; telephones; names by their parts.
    "applicationMetaData.applicantBag.correspondenceAddressBag",
    "applicationMetaData.inventorBag.correspondenceAddressBag",
    "applicationMetaData.inventorBag.countryCode",
    "applicationMetaData.inventorBag.firstName",
    "applicationMetaData.inventorBag.lastName",
    "applicationMetaData.inventorBag.middleName",
    "assignmentBag.assigneeBag.assigneeAddress",
    "correspondenceAddressBag.addressLineOneText",
    "correspondenceAddressBag.addressLineTwoText",
    "correspondenceAddressBag.cityName",
    "correspondenceAddressBag.countryCode",
    "correspondenceAddressBag.countryName",
    "correspondenceAddressBag.geographicRegionCode",
    "correspondenceAddressBag.geographicRegionName",
    "correspondenceAddressBag.postalCode",
    # Representatives: one list, without where each is and whether still admitted.
    "recordAttorney.attorneyBag",
    "recordAttorney.powerOfAttorneyBag",
    "recordAttorney.customerNumberCorrespondenceData.powerOfAttorneyAddressBag",
    # What follows from other fields, or is not told apart.
    "applicationMetaData.applicationTypeCategory",
    "applicationMetaData.effectiveFilingDate",
    "applicationMetaData.entityStatusData.smallEntityStatusIndicator",
    # Cases that wait for an examiner are listed under a name that is nobody's.
    "applicationMetaData.examinerNameText",
    # Where and when records of assignments were handled.
    "assignmentBag.assignmentDocumentLocationURI",
    "assignmentBag.assignmentMailedDate",
    "assignmentBag.assignmentReceivedDate",
    "assignmentBag.correspondenceAddress",
    "assignmentBag.imageAvailableStatusCode",
    "assignmentBag.pageTotalQuantity",
    # The other case's own file tells these.
    "parentContinuityBag.childApplicationNumberText",
    "parentContinuityBag.firstInventorToFileIndicator",
    "parentContinuityBag.parentApplicationStatusCode",
    "parentContinuityBag.parentApplicationStatusDescriptionText",
    "parentContinuityBag.parentPatentNumber",
    # How the adjustment was reckoned; its total is kept.
    "patentTermAdjustmentData.aDelayQuantity",
    "patentTermAdjustmentData.applicantDayDelayQuantity",
    "patentTermAdjustmentData.bDelayQuantity",
    "patentTermAdjustmentData.cDelayQuantity",
    "patentTermAdjustmentData.overlappingDayQuantity",
    "patentTermAdjustmentData.patentTermAdjustmentHistoryDataBag",
    # Of the service, not of the case.
    "grantDocumentMetaData",
    "lastIngestionDateTime",
    "pgpubDocumentMetaData",
)


def read(data: bytes) -> list[History]:
    found: list[History] = []
    account = Account()
    for document in FORMATS.split(io.BytesIO(data), data[:4096]):
        assert not isinstance(document, Refusal)
        source, told = FORMATS.read(document, account)
        assert source == "us-odp"
        found += [one for one in told if isinstance(one, History)]
    assert account.report().unknown == []
    return found


def served(home: Path, history: History) -> Told:
    """The file wrapper of a case that was recorded."""
    premises = Premises(home)
    report(premises.archive, [Report(history=history, source="us-odp", original=b"{}")])
    premises.archive.views.catch_up(case_views(premises.archive))
    members = list(members_of(premises, [str(history.case)]).values())
    (record,) = wrappers(premises, members)
    premises.archive.close()
    return json.loads(json.dumps(record))  # type: ignore[no-any-return]


def answer(record: Told) -> bytes:
    return json.dumps({"count": 1, "patentFileWrapperDataBag": [record]}).encode()


def entries(record: Told, path: str) -> Iterator[Told]:
    """The records under a name, each entry of a list by itself."""
    for found in values_at(record, path):
        for one in found if isinstance(found, list) else [found]:
            assert isinstance(one, dict)
            yield one


def without_what_is_not_kept(record: Told) -> Told:
    kept = json.loads(json.dumps(record))
    for path in NOT_KEPT:
        *steps, last = path.split(".")
        for holder in entries(kept, ".".join(steps)):
            holder.pop(last, None)
    return dict(kept)


def plain(record: Told) -> Told:
    """With the events by day and code, each once, and without bags that have become empty."""
    kept = without_what_is_not_kept(record)
    events = {json.dumps(one, sort_keys=True) for one in kept.get("eventDataBag", [])}
    kept["eventDataBag"] = sorted(events)
    return {name: value for name, value in kept.items() if value not in ({}, [])}


def recorded(shared_data: Path, name: str) -> Iterator[bytes]:
    found = sorted(shared_data.glob(EXAMPLES.format(name)))
    if not found:
        pytest.skip(f"no answer {name} of the portal is here")
    for path in found:
        yield path.read_bytes()


@pytest.mark.parametrize("name", ["get_patent", "search_patents", "get_patent_assignment"])
def test_a_recorded_wrapper_is_served_back(shared_data: Path, tmp_path: Path, name: str) -> None:
    for data in recorded(shared_data, name):
        (told,) = json.loads(data)["patentFileWrapperDataBag"]
        (history,) = read(data)
        ours = served(tmp_path / name, history)
        theirs, own = plain(told), plain(ours)
        if name == "get_patent_assignment":
            theirs["applicationMetaData"] = own["applicationMetaData"]
        signed = "assignmentBag.assignorBag.executionDate"
        if "assignmentBag" in theirs:
            assert set(values_at(own, signed)) == {max(map(str, values_at(theirs, signed)))}
            for bag in (theirs, own):
                for one in entries(bag, "assignmentBag.assignorBag"):
                    one.pop("executionDate")
        assert own == theirs


@pytest.mark.parametrize("name", ["get_patent", "search_patents", "get_patent_assignment"])
def test_what_is_served_is_read_as_the_same_case(
    shared_data: Path, tmp_path: Path, name: str
) -> None:
    for data in recorded(shared_data, name):
        (history,) = read(data)
        (again,) = read(answer(served(tmp_path / name, history)))
        assert again == msgspec.structs.replace(history, complete=again.complete)


def test_a_wrapper_of_our_own_is_read_as_the_same_case(tmp_path: Path) -> None:
    record = served(tmp_path, own_case())
    (again,) = read(answer(record))
    (same,) = read(answer(served(tmp_path / "again", again)))
    assert again == same
    told, wanted = again.bibliography, own_case().bibliography
    for name in ("filed", "titles", "applicants", "inventors", "publications", "related"):
        assert getattr(told, name) == getattr(wanted, name)
    assert (told.registration, told.adjustment) == (wanted.registration, wanted.adjustment)
    assert [event.code for event in again.events if event.series == "uspto"] == [
        "IEXX", "CTNF", "N/=.",
    ]  # fmt: skip


def test_a_list_of_documents_is_read_as_the_same_documents(portal: Any) -> None:
    found = portal.get(f"{portal.APPLICATIONS}/{OWN}/documents")
    (history,) = read(found.content)
    assert [one.number for one in history.documents] == [one.number for one in own_case().documents]
    assert history.documents == own_case().documents


def test_an_application_that_only_a_publication_tells_of_is_read(portal: Any) -> None:
    (history,) = read(answer(portal.one(LATER)))
    assert history.case.number == LATER
    assert history.bibliography.titles[0].text == "LATER DEVICE"


def test_names_lead_to_values() -> None:
    record: Told = {"a": [{"b": 1, "c": 2}, {"b": 3}], "d": {"e": False}}
    assert list(values_at(record, "a.b")) == [1, 3]
    assert list(values_at(record, "d.e")) == [False]
    assert list(values_at(record, "d.x")) == []
    assert only(record, ["a.b"]) == {"a": [{"b": 1}, {"b": 3}]}
    assert only(record, ["a.b", "a"]) == {"a": record["a"]}
    assert only(record, ["d.e", "x.y"]) == {"d": {"e": False}}
