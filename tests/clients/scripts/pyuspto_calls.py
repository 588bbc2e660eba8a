"""Every call of pyUSPTO to the patent data of the Open Data Portal, of the numbers given as JSON."""

import json
import sys
import warnings

from pyUSPTO import PatentDataClient, USPTOConfig
from pyUSPTO.exceptions import USPTOApiAuthError, USPTOApiBadRequestError, USPTOApiNotFoundError

asked = json.loads(sys.argv[1])
client = PatentDataClient(USPTOConfig(api_key=asked["key"]))
number, title = asked["application"], "applicationMetaData.inventionTitle"
told = {}


def refused(call):
    try:
        call()
    except (USPTOApiAuthError, USPTOApiBadRequestError, USPTOApiNotFoundError) as error:
        return [type(error).__name__, error.api_short_error, str(error.error_details)]
    return []


with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    wrapper = client.get_application_by_number(number)
    told["application"] = wrapper.to_dict()
    told["metadata"] = client.get_application_metadata(number).to_dict()
    told["adjustment"] = client.get_application_adjustment(asked["adjusted"]).to_dict()
    told["assignment"] = [one.to_dict() for one in client.get_application_assignment(number)]
    told["attorney"] = client.get_application_attorney(number).to_dict()
    told["continuity"] = client.get_application_continuity(asked["child"]).to_dict()
    told["priority"] = [one.to_dict() for one in client.get_application_foreign_priority(number)]
    told["transactions"] = [one.to_dict() for one in client.get_application_transactions(number)]
    documents = client.get_application_documents(number)
    told["documents"] = documents.to_dict()["documentBag"]
    codes = client.get_application_documents(number, document_codes=["CLM"])
    told["some documents"] = len(codes.to_dict()["documentBag"])
    printed = client.get_application_associated_documents(number)
    told["printed"] = client.download_publication(
        printed.grant_document_meta_data, destination=sys.argv[2]
    )
    told["statuses"] = client.get_status_codes({"limit": 5}).to_dict()
    told["status"] = client.search_status_codes({"q": "applicationStatusCode:150"}).to_dict()

    found = client.search_applications(application_number_q=number)
    told["by number"] = [one.application_number_text for one in found.patent_file_wrapper_data_bag]
    told["by patent"] = client.get_patent(asked["patent"]).application_number_text
    told["by publication"] = client.get_publication(asked["publication"]).application_number_text
    found = client.search_applications(
        filing_date_from_q="2011-01-01", filing_date_to_q="2012-12-31", limit=3
    )
    told["by days"] = [found.count, len(found.patent_file_wrapper_data_bag)]
    every = client.paginate_applications(
        query="applicationMetaData.filingDate:[2011-01-01 TO 2012-12-31]", limit=7
    )
    told["every"] = [one.application_number_text for one in every]
    sent = {"q": f"{title}:lamp", "fields": ["applicationNumberText", title]}
    told["sent"] = client.search_applications(post_body=sent).to_dict()
    told["results"] = [one.invention_title for one in client.get_search_results(f"{title}:lamp")]
    ifw = client.get_IFW_metadata(patent_number=asked["patent"])
    told["wrapper"] = [ifw.application_number_text, len(ifw.document_bag)]

    told["unknown"] = refused(lambda: client.get_application_by_number("99999999"))
    told["nothing"] = refused(lambda: client.search_applications(query="zzzzqqqq"))
    told["unsearched"] = refused(lambda: client.search_applications(customer_number_q=22434))
    stranger = PatentDataClient(USPTOConfig(api_key="wrong"))
    told["wrong key"] = refused(lambda: stranger.get_application_by_number(number))
told["warnings"] = [str(one.message) for one in warned if "USPTO" in one.category.__name__]
print(json.dumps(told, default=str))
