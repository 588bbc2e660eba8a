"""Calls of python-epo-ops-client, given as JSON; prints the status, type and text of each."""

import json
import sys

import epo_ops
from epo_ops.models import Docdb, Epodoc, Original
from requests.exceptions import HTTPError

number, key, calls = sys.argv[1:4]
client = epo_ops.Client(number, key)
MODELS = {"docdb": Docdb, "epodoc": Epodoc, "original": Original}


def meant(word):
    """A list of words that begins with a format is a number; others are numbers or words."""
    if isinstance(word, list) and isinstance(word[0], str) and word[0] in MODELS:
        return MODELS[word[0]](*word[1:])
    return [meant(one) for one in word] if isinstance(word, list) else word


told = []
for name, words, more in json.loads(calls):
    if name == "forget the token":
        client.access_token.token = "stale"
        continue
    try:
        answer = getattr(client, name)(*map(meant, words), **more)
    except HTTPError as error:
        answer = error.response
    told.append([answer.status_code, answer.headers["content-type"], answer.text[:20_000]])
print(json.dumps(told))
