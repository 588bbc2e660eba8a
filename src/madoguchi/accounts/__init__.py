"""Accounts: who acts, what each may do, and who did what."""

from madoguchi.accounts.accounts import Accounts, Attempt, Refusal, SignedIn
from madoguchi.accounts.actors import Actor, ActorKind
from madoguchi.accounts.audit import Act, Audit, Entry
from madoguchi.accounts.commands import (
    Registration,
    close,
    end_tokens,
    grant,
    join,
    make_token,
    reach,
    register,
    rename,
    revoke,
)
from madoguchi.accounts.permissions import (
    OBJECTS,
    SCOPES,
    VERBS,
    Permission,
    permits,
    read_grant,
    read_needed,
)
from madoguchi.accounts.roles import (
    EVERYTHING,
    Role,
    assignable,
    grants_of,
    public_grants,
    roles,
)
from madoguchi.accounts.sessions import Session, Token
from madoguchi.accounts.views import Actors, CaseParties, account_views

__all__ = [
    "EVERYTHING",
    "OBJECTS",
    "SCOPES",
    "VERBS",
    "Accounts",
    "Act",
    "Actor",
    "ActorKind",
    "Actors",
    "Attempt",
    "Audit",
    "CaseParties",
    "Entry",
    "Permission",
    "Refusal",
    "Registration",
    "Role",
    "Session",
    "SignedIn",
    "Token",
    "account_views",
    "assignable",
    "close",
    "end_tokens",
    "grant",
    "grants_of",
    "join",
    "make_token",
    "permits",
    "public_grants",
    "reach",
    "read_grant",
    "read_needed",
    "register",
    "rename",
    "revoke",
    "roles",
]
