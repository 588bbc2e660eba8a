"""Designs in WIPO ST.86 as DPMAregister writes it: `Transaction` with a `DesignTransactionBody`.

An application may hold many designs. They stand and fall alone, but are filed, published and
shown as one case, as the office's file is; what differs between them comes with their number.
"""

import datetime as dt
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.happenings import case_id, oldest_first, stated
from madoguchi.formats.histories.st66_parts import (
    ATTRIBUTES,
    PRIORITY,
    parties,
    party_shape,
    priorities,
)
from madoguchi.formats.registry import Read
from madoguchi.formats.shape import Fields, Ignored, Part, Rule, Shape
from madoguchi.formats.text import text_of
from madoguchi.model import (
    Bibliography,
    Classification,
    DocumentId,
    Happening,
    History,
    Right,
    StatedStatus,
    Text,
    locarno,
    parse_date,
)

SERIES = "dpma-design"

_RECORD = Shape(
    {
        "DesignBasicRecord/RecordFilingDate": "date",
        "DesignBasicRecord/RecordLanguageCode": Ignored("language of the record"),
        "DesignBasicRecord/RecordPublicationDetails/RecordPublication/PublicationIdentifier": (
            "issue"
        ),
        "DesignBasicRecord/RecordPublicationDetails/RecordPublication/PublicationSubsection": (
            "section"
        ),
        "DesignBasicRecord/RecordPublicationDetails/RecordPublication/PublicationDate": (
            "published"
        ),
        "DesignBasicRecord/LegalStatus": "code",
    },
    ATTRIBUTES,
    "st86:record",
)
_EXTENSION = "DE_ST86Extension"
_PRODUCT = "IndicationProductDetails/IndicationProduct"
_APPLICANT = Part("applicant", party_shape("Applicant"))
_FEES = Ignored("fees; the term that was paid for is told by the cancellation")
_DESIGN_RULES: dict[str, Rule] = {
    "DesignIdentifier": "number",
    "RegistrationNumber": "registration",
    "RegistrationDate": "registered",
    "DesignTitle": "title",
    "TotalSpecimen": Ignored("number of views"),
    f"{_EXTENSION}/DesignInfo": Ignored("the numbers once more"),
    f"{_EXTENSION}/DesignStatus": "status",
    f"{_EXTENSION}/DateOfCaptureInSystem": Ignored("when the data were made"),
    f"{_EXTENSION}/TypeOfDeposit": Ignored("how the design was shown"),
    f"{_EXTENSION}/DefermentStatus": Ignored("publication was not deferred in the files seen"),
    f"{_EXTENSION}/TermProtectionObtained": "term",
    f"{_EXTENSION}/PaymentDeadline": _FEES,
    f"{_EXTENSION}/KindOfFee": _FEES,
    f"{_EXTENSION}/DestructionPaperFile": "destroyed",
    f"{_EXTENSION}/DesignDescriptionNotPublished": Ignored("there is no description"),
    f"{_EXTENSION}/CancellationDate": "cancelled",
    f"{_EXTENSION}/DesignPreferedRepresentation": Ignored("one of the views"),
    f"{_EXTENSION}/DesignRecordDetails/DesignRecord": Part("record", _RECORD),
    "DesignRepresentationSheetDetails/DesignRepresentationSheet/ViewDetails/View/ViewFilename": (
        "view"
    ),
    **{
        f"DesignRepresentationSheetDetails/DesignRepresentationSheet/ViewDetails/View/{name}": (
            Ignored("image type and size")
        )
        for name in ("ViewFileFormat", "ViewRepresentationSize", "ViewNumber")
    },
    f"{_PRODUCT}/ClassificationKindCode": Ignored("Locarno"),
    f"{_PRODUCT}/ClassificationVersion": "edition",
    f"{_PRODUCT}/Comment": Ignored("the same words in every file"),
    f"{_PRODUCT}/ClassDescriptionDetails/ClassDescription/ClassNumber": "class",
    f"{_PRODUCT}/ClassDescriptionDetails/ClassDescription/ProductDescription": "product",
    "PriorityDetails/Priority": Part("priority", PRIORITY),
    "PublicationDetails/Publication/PublicationIdentifier": Ignored("number of the issue"),
    "PublicationDetails/Publication/PublicationDate": "published",
    "ApplicantDetails/Applicant": _APPLICANT,
    "RepresentativeDetails/Representative": Part("agent", party_shape("Representative")),
    "DesignerDetails/Designer": Part("designer", party_shape("Designer")),
}
_DESIGN = Shape(_DESIGN_RULES, ATTRIBUTES, "st86:Design")
_APPLICATION = Shape(
    {
        "RegistrationOfficeCode": "office",
        "DesignApplicationNumber": "number",
        "DesignApplicationDate": "filed",
        "DesignApplicationReference": Ignored("the number once more"),
        "TotalDesign": "count",
        "DesignDetails/Design": Part("design", _DESIGN),
        "ApplicantDetails/Applicant": _APPLICANT,
        "CorrespondenceAddress": Ignored("the address for letters"),
    },
    ATTRIBUTES,
    "st86:DesignApplication",
)
_BODY = "DesignTransactionBody/TransactionContentDetails"
_TRANSACTION = Shape(
    {
        f"{_BODY}/TransactionIdentifier": Ignored("identifier of the message"),
        f"{_BODY}/TransactionCode": Ignored("kind of message"),
        f"{_BODY}/TransactionData/DesignApplicationDetails/DesignApplication": Part(
            "application", _APPLICATION
        ),
    },
    ATTRIBUTES,
    "st86:Transaction",
)


def read(root: Element, document: Document, account: Account) -> Read:
    """Read a transaction: one case for each application."""
    applications = _TRANSACTION.read(root, account).parts("application")
    if not applications:
        raise RefusedError("the transaction holds no design application", document.position)
    return tuple(_history(one, document) for one in applications)


def _history(fields: Fields, document: Document) -> History:
    application = DocumentId(
        number=fields.text("number"),
        office=st36.country(fields.text("office")),
        date=parse_date(fields.text("filed")),
    )
    designs = fields.parts("design")
    return History(
        case=case_id(Right.DESIGN, application, document),
        bibliography=_bibliography(fields, designs, application),
        events=oldest_first(_events(application, designs)),
        status=_status(designs),
    )


def _bibliography(fields: Fields, designs: list[Fields], application: DocumentId) -> Bibliography:
    every = (*designs, fields)
    return Bibliography(
        filed=application.date,
        titles=tuple(dict.fromkeys(_titles(designs))),
        applicants=parties(part for one in every for part in one.parts("applicant")),
        inventors=parties(part for one in designs for part in one.parts("designer")),
        agents=parties(part for one in designs for part in one.parts("agent")),
        registration=_registration(designs, application.office),
        priorities=tuple(
            dict.fromkeys(priorities(part for one in designs for part in one.parts("priority")))
        ),
        classifications=tuple(dict.fromkeys(_classifications(designs))),
        ended=_last(designs, "cancelled"),
        references=tuple(
            ("view", text_of(view)) for one in designs for view in one.elements("view")
        ),
    )


def _titles(designs: list[Fields]) -> Iterator[Text]:
    for design in designs:
        for text in (*design.texts("title"), *design.texts("product")):
            yield Text(text=text, lang="de")


def _registration(designs: list[Fields], office: str) -> DocumentId | None:
    for design in designs:
        if design.text("registration"):
            date = parse_date(design.text("registered"))
            return DocumentId(number=design.text("registration"), office=office, date=date)
    return None


def _classifications(designs: list[Fields]) -> Iterator[Classification]:
    for design in designs:
        symbols = (text.replace(" ", "") for text in design.texts("class"))
        yield from filter(None, map(locarno, symbols))


def _last(designs: list[Fields], key: str) -> dt.date | None:
    """Return when the last of the designs ended, None while one stands."""
    dates = [parse_date(design.text(key)) for design in designs]
    return max(filter(None, dates), default=None) if all(dates) else None


def _events(application: DocumentId, designs: list[Fields]) -> Iterator[Happening]:
    yield from stated(filed=application.date, ended=_last(designs, "cancelled"))
    for design in designs:
        yield from stated(
            granted=parse_date(design.text("registered")),
            published=parse_date(design.text("published")),
        )
        for record in design.parts("record"):
            yield from _record(record, design.text("number") if len(designs) > 1 else "")
        destroyed = parse_date(design.text("destroyed"))
        if destroyed:
            yield Happening(code="Paper File Destroyed", date=destroyed, series=SERIES)


def _record(part: Fields, number: str) -> Iterator[Happening]:
    date, code = parse_date(part.text("date")), part.text("code")
    gazette = " ".join((*part.texts("issue"), *part.texts("section")))
    if date and code:
        yield Happening(
            code=code,
            date=date,
            series=SERIES,
            published=parse_date(part.text("published")),
            number=number,
            detail=(("gazette", gazette),) if gazette else (),
        )


def _status(designs: list[Fields]) -> StatedStatus | None:
    """Return the status that all designs share; none where they differ."""
    told = {design.text("status") for design in designs}
    if len(told) != 1 or not (text := told.pop()):
        return None
    return StatedStatus(text=text, series=SERIES)
