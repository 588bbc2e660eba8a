"""Clients: what runs elsewhere and calls an office."""

from madoguchi.client import answers
from madoguchi.client.calling import ProblemError, UnreachableError
from madoguchi.client.client import Client
from madoguchi.client.fetching import Fetcher, Patience
from madoguchi.client.folder import Folder
from madoguchi.client.mirror import Mirroring, Proof, Synced, Wish

__all__ = [
    "Client",
    "Fetcher",
    "Folder",
    "Mirroring",
    "Patience",
    "ProblemError",
    "Proof",
    "Synced",
    "UnreachableError",
    "Wish",
    "answers",
]
