"""Everything that easy-patents can ask, of the numbers given as JSON."""

import json
import sys

import easy_patents.get_info as get
from easy_patents.errors import NoDocumentError, ParameterError, TooManyAccessError

asked = json.loads(sys.argv[1])
told = {}


def tell(name, function, *words, **more):
    try:
        answer = function(*words, reget_date=0, **more)
    except (NoDocumentError, ParameterError, TooManyAccessError) as error:
        told[name] = {"error": type(error).__name__}
        return
    told[name] = answer if isinstance(answer, (dict, list)) else str(answer)


for law in ("patent", "design", "trademark"):
    numbers = asked[law]
    for function in (
        get.app_progress,
        get.app_progress_simple,
        get.priority_right_app_info,
        get.app_doc_cont_opinion_amendment,
        get.app_doc_cont_refusal_reason_decision,
        get.app_doc_cont_refusal_reason,
        get.registration_info,
        get.jpp_fixed_address,
    ):
        tell(f"{law} {function.__name__}", function, numbers["application"], law=law)
    tell(f"{law} name", get.applicant_attorney_cd, numbers["code"], law=law)
    tell(f"{law} code", get.applicant_attorney, numbers["name"], law=law)
    tell(f"{law} by application", get.application_reference, numbers["application"], law=law)
    tell(f"{law} by registration", get.registration_reference, numbers["registration"], law=law)
    tell(f"{law} unknown", get.app_progress, "2099999999", law=law)
patent = asked["patent"]
tell("patent by publication", get.publication_reference, patent["publication"])
tell("divisional_app_info", get.divisional_app_info, patent["divided"])
tell("cite_doc_info", get.cite_doc_info, patent["application"])
tell("international_application", get.international_application, patent["international"])
tell("international_publication", get.international_publication, "WO2099999999")
docdb = f"JP.{patent['application']}.A"
tell("family", get.family, docdb, "application")
tell("family by publication", get.family, patent["docdb"], "publication")
tell("family_list", get.family_list, docdb, "application")
tell("global_doc_list", get.global_doc_list, docdb)
tell("global_cite_class", get.global_cite_class, docdb)
tell("family unknown", get.family, "JP.2099999999.A", "application")
rows = told["global_doc_list"]["api-data"]["document-list-data"]["document-lists"]["document-list"]
held = [row["original"]["@id"] for row in rows if "Opinion_" in row["original"]["@id"]]
held += [row["original"]["@id"] for row in rows if "Reasons" in row["original"]["@id"]]
tell("global_doc_cont", get.global_doc_cont, docdb, held[0])
tell("jp_doc_cont", get.jp_doc_cont, docdb, held[0])
# The token is renewed as soon as it has ended.
get.EASYPATENT_AUTHINFO.expires_in = get.EASYPATENT_AUTHINFO.expires_in.replace(year=2000)
before = get.EASYPATENT_AUTHINFO.access_token
tell("renewed", get.app_progress_simple, patent["application"])
told["token renewed"] = before != get.EASYPATENT_AUTHINFO.access_token
print(json.dumps(told))
