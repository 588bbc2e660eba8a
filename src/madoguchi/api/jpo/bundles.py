"""The documents of a file as ZIP archives, as they were received: XML of patents, HTM of others."""

import io
import re
import zipfile
from collections.abc import Callable
from zoneinfo import ZoneInfo

from madoguchi import clock
from madoguchi.api.jpo.answers import case_of, forbidden
from madoguchi.api.jpo.envelope import answered, nothing
from madoguchi.api.operations import Answer, Call
from madoguchi.cases import CaseFile, HeldDocument
from madoguchi.law import offices
from madoguchi.model import Right

ZIP = "application/zip"
LARGEST = 10_000_000
_LINK_SECONDS = 300
# Opinions and amendments of parties; notices of reasons for refusal; decisions on them.
OPINIONS, MAILED, REFUSALS = "opinion_amendment", "refusal_reason_decision", "refusal_reason"
_CODES = {
    OPINIONS: re.compile(r"A5[23]\d*"),
    MAILED: re.compile(r"A(0[12]|13)\d*"),
    REFUSALS: re.compile(r"A13\d*"),
}
_STEMS = {
    OPINIONS: "docContOpinionAmendment",
    MAILED: "docContRefusalReasonDecision",
    REFUSALS: "docContRefusalReason",
}
_XML, _HTM = "text/xml", "text/html"


def bundle(right: Right, sort: str) -> Callable[[Call], Answer]:
    """Return the handler of a sort of documents of a case."""

    def handler(call: Call) -> Answer:
        number = call.path["number"]
        if forbidden(number):
            return nothing("208", call.remaining)
        file = case_of(call.premises.cases, right, number)
        if file is None:
            return nothing("107", call.remaining)
        documents = _documents(file, sort)
        if not documents:
            return nothing("108", call.remaining)
        packed = _packed(call, right, documents, sort)
        if sort == OPINIONS and len(packed) > LARGEST:
            return answered({"URL": _link(call, right, number)}, call.remaining)
        return _sent(packed, sort, number)

    return handler


def _documents(file: CaseFile, sort: str) -> list[HeldDocument]:
    wanted = _CODES[sort]
    return [
        held
        for held in file.documents
        if held.original and held.media_type in (_XML, _HTM)
        if wanted.fullmatch(held.document.code)
    ]


def _packed(call: Call, right: Right, documents: list[HeldDocument], sort: str) -> bytes:
    moment = clock.now().astimezone(ZoneInfo(offices()["JP"].time_zone)).timetuple()[:6]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for held in documents:
            folder, name = _place(right, held, sort)
            if folder:
                archive.writestr(zipfile.ZipInfo(folder, moment), b"")
            member = zipfile.ZipInfo(folder + name, moment)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, call.premises.cases.original(held))
    return out.getvalue()


def _place(right: Right, held: HeldDocument, sort: str) -> tuple[str, str]:
    """The folder and name of a document, as recorded for each law and sort."""
    document, patent = held.document, right is Right.PATENT
    if sort == OPINIONS:
        name = "JPOXMLDOC01-jpbibl.xml" if patent else "JPOSGMLDOC1P.HTM"
        return f"{document.code}_{document.number}/", name
    return "", f"{document.number}-jpntce.xml" if patent else f"{document.number}P.HTM"


def _sent(packed: bytes, sort: str, number: str) -> Answer:
    """The name stands without quotes and blanks: clients cut it at the equals sign."""
    name = f"{_STEMS[sort]}_{number}.zip"
    headers = (
        ("allow", "GET, HEAD, OPTIONS"),
        ("content-disposition", f"attachment;filename={name}"),
    )
    return Answer(packed, ZIP, headers=headers)


# -- links to archives that are too large to be sent at once ---------------------------------------


def _link(call: Call, right: Right, number: str) -> str:
    """An address that gives one archive for five minutes, to whoever has it."""
    lending, caller = call.premises.accounts.lending, call.caller
    token = lending.lend(caller.number, caller.key, _use(right, number), _LINK_SECONDS)
    law = call.address.removeprefix("/api/").partition("/")[0]
    return f"{call.base}/api/{law}/v1/files/{token}/{number}.zip"


def _use(right: Right, number: str) -> str:
    return f"file {right.value} {number}"


def linked(right: Right) -> Callable[[Call], Answer]:
    """Return the handler of such an address."""

    def handler(call: Call) -> Answer:
        number = call.path["name"].removesuffix(".zip")
        token = call.path["token"]
        file = case_of(call.premises.cases, right, number)
        accounts = call.premises.accounts
        lent = accounts.lending.find(token, _use(right, number))
        if file is None or lent is None or accounts.actor(lent.actor).suspended:
            return nothing("301", call.remaining)
        packed = _packed(call, right, _documents(file, OPINIONS), OPINIONS)
        return _sent(packed, OPINIONS, number)

    return handler
