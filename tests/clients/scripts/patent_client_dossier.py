"""Every call of patent_client to Global Dossier, of the numbers given as JSON.

It takes no proxy, so it is told where the server is; the address that it would find in the public
page's script is set instead.
"""

import json
import sys
from pathlib import Path

import httpx
from patent_client import GlobalDossier, GlobalDossierApplication
from patent_client._sync.uspto.global_dossier.manager import global_dossier_api

asked = json.loads(sys.argv[1])
global_dossier_api.api_base_url = asked["address"]
told = {}
dossier = GlobalDossier.objects.get(application=asked["application"])
told["family"] = dossier.model_dump(mode="json")
one = GlobalDossierApplication.objects.get(asked["application"])
told["one"] = one.model_dump(mode="json")
told["documents"] = [document.model_dump(mode="json") for document in one.documents]
told["actions"] = [document.doc_code for document in one.office_actions]
by = GlobalDossier.objects.get(patent=asked["patent"])
told["by patent"] = [member.app_num for member in by.applications]
japanese = GlobalDossier.objects.get(f"JP{asked['japanese']}", type="application")
told["japanese"] = japanese.model_dump(mode="json")
own = next(member for member in japanese.applications if member.app_num == asked["japanese"])
held = next(document for document in own.documents if document.doc_code == "A131-JP")
told["document"] = str(held.download(path=sys.argv[2]))
try:
    GlobalDossier.objects.get(application="99999999")
except httpx.HTTPError as error:
    told["unknown"] = str(error)
assert Path(told["document"]).exists()
print(json.dumps(told))
