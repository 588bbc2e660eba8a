"""Clients: what runs elsewhere and calls an office."""

from madoguchi.client.fetching import Fetcher, Patience
from madoguchi.client.folder import Folder
from madoguchi.client.mirror import Mirroring, Proof, Synced, Wish

__all__ = ["Fetcher", "Folder", "Mirroring", "Patience", "Proof", "Synced", "Wish"]
