"""The JPO's interfaces: its API for acquiring IP information, and the OPD-API."""

from collections.abc import Iterator

from madoguchi.api.families import Family
from madoguchi.api.jpo import answers, bundles, opd
from madoguchi.api.jpo.envelope import HEADERS, refused
from madoguchi.api.jpo.tokens import credentials, token
from madoguchi.api.operations import Handler, Operation
from madoguchi.model import Right

_CASE = "read:case:laid-open"
_LAWS = {"patent": Right.PATENT, "design": Right.DESIGN, "trademark": Right.TRADE_MARK}
_PROGRESS: dict[str, tuple[answers.Told, answers.Told]] = {
    "patent": (answers.patent_progress, answers.patent_progress_simple),
    "design": (answers.design_progress, answers.design_progress_simple),
    "trademark": (answers.mark_progress, answers.mark_progress_simple),
}


def _operations() -> Iterator[Operation]:
    yield Operation(
        method="POST", path="/auth/token", handler=token, needs="open:session:own", known=False
    )
    for law, right in _LAWS.items():
        for path, handler in _domestic(law, right):
            name = path.partition("/")[0]
            yield Operation(
                method="GET",
                path=f"/api/{law}/v1/{path}",
                handler=handler,
                needs=_CASE,
                counter=f"jpo/{name}/{law}",
                group="jpo",
                quick=not name.startswith("app_doc_cont"),
            )
        yield Operation(
            method="GET",
            path=f"/api/{law}/v1/files/{{token}}/{{name}}",
            handler=bundles.linked(right),
            needs=_CASE,
            group="bulk",  # made anew for whoever has the link
            known=False,
        )


def _domestic(law: str, right: Right) -> Iterator[tuple[str, Handler]]:
    """The calls of one law; only patents have divisional applications, citations and the PCT."""
    progress, simple = _PROGRESS[law]
    patent = right is Right.PATENT
    full = answers.divided_progress if patent else answers.of_case(right, progress)
    yield "app_progress/{number}", full
    yield "app_progress_simple/{number}", answers.of_case(right, simple)
    yield "priority_right_app_info/{number}", answers.of_case(right, answers.priority)
    yield "applicant_attorney_cd/{code}", answers.name_of_code
    yield "applicant_attorney/{name}", answers.codes_of_name
    yield "case_number_reference/{kind}/{number}", answers.number_reference(right)
    for sort in (bundles.OPINIONS, bundles.MAILED, bundles.REFUSALS):
        yield f"app_doc_cont_{sort}/{{number}}", bundles.bundle(right, sort)
    yield "registration_info/{number}", answers.of_case(right, answers.registration)
    yield "jpp_fixed_address/{number}", answers.address_of(right)
    if patent:
        yield "divisional_app_info/{number}", answers.divisionals
        yield "cite_doc_info/{number}", answers.of_case(right, answers.citations)
        yield "pct_national_phase_application_number/{kind}/{number}", answers.national_phase


def _dossiers() -> Iterator[Operation]:
    """The OPD-API: dossiers of all offices by numbers in DOCDB's spelling."""
    calls: tuple[tuple[str, Handler], ...] = (
        ("family/{sort}/{number}", opd.of_family(opd.families)),
        ("family_list/{sort}/{number}", opd.of_family(opd.family_list)),
        ("global_doc_list/{number}", opd.of_application(opd.document_list)),
        ("global_cite_class/{number}", opd.of_application(opd.citations)),
        ("global_doc_cont/{number}/{document}", opd.global_document),
        ("jp_doc_cont/{number}/{document}", opd.own_document),
    )
    for path, handler in calls:
        yield Operation(
            method="GET",
            path=f"/opdapi/patent/v1/{path}",
            handler=handler,
            needs=_CASE,
            counter=f"opd/{path.partition('/')[0]}",
            group="opd",
        )


FAMILY = Family(
    name="jpo",
    prefixes=("/auth/token", "/api/patent/", "/api/design/", "/api/trademark/", "/opdapi/"),
    operations=(*_operations(), *_dossiers()),
    credentials=credentials,
    refuse=refused,
    headers=HEADERS,
    zone="Asia/Tokyo",
)
