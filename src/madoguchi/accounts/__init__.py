"""Accounts: who acts, what each may do, and who did what."""

from madoguchi.accounts.accounts import Accounts, Attempt, Refusal, SignedIn
from madoguchi.accounts.actors import Accepted, Actor, ActorKind
from madoguchi.accounts.agreements import Agreement, accepted, agreements
from madoguchi.accounts.applications import (
    Application,
    State,
    application_by_id,
    applications,
    by_link,
)
from madoguchi.accounts.applying import (
    TakenUp,
    apply,
    apply_more,
    approve,
    confirm,
    must_wait,
    refuse,
    take_up,
)
from madoguchi.accounts.audit import Act, Audit, Entry
from madoguchi.accounts.commands import (
    Registration,
    accept_terms,
    close,
    grant,
    join,
    reach,
    register,
    rename,
    resume,
    revoke,
    set_plan,
    suspend,
)
from madoguchi.accounts.keeping_keys import end_token, end_tokens, make_token, rotate_token
from madoguchi.accounts.keys import Token
from madoguchi.accounts.lending import Lending, Lent
from madoguchi.accounts.limits import Limits, Reached, Spent, Used
from madoguchi.accounts.permissions import (
    OBJECTS,
    SCOPES,
    VERBS,
    Permission,
    permits,
    read_grant,
    read_needed,
)
from madoguchi.accounts.plans import Plan, plan, plans
from madoguchi.accounts.programs import (
    Wanted,
    is_api_id,
    is_mail,
    offered,
    owned,
    register_program,
)
from madoguchi.accounts.roles import (
    EVERYTHING,
    Role,
    assignable,
    grants_of,
    public_grants,
    roles,
)
from madoguchi.accounts.sessions import Session
from madoguchi.accounts.terms import Terms, terms
from madoguchi.accounts.views import Actors, CaseParties, account_views
from madoguchi.accounts.warnings import Warnings, warn

__all__ = [
    "EVERYTHING",
    "OBJECTS",
    "SCOPES",
    "VERBS",
    "Accepted",
    "Accounts",
    "Act",
    "Actor",
    "ActorKind",
    "Actors",
    "Agreement",
    "Application",
    "Attempt",
    "Audit",
    "CaseParties",
    "Entry",
    "Lending",
    "Lent",
    "Limits",
    "Permission",
    "Plan",
    "Reached",
    "Refusal",
    "Registration",
    "Role",
    "Session",
    "SignedIn",
    "Spent",
    "State",
    "TakenUp",
    "Terms",
    "Token",
    "Used",
    "Wanted",
    "Warnings",
    "accept_terms",
    "accepted",
    "account_views",
    "agreements",
    "application_by_id",
    "applications",
    "apply",
    "apply_more",
    "approve",
    "assignable",
    "by_link",
    "close",
    "confirm",
    "end_token",
    "end_tokens",
    "grant",
    "grants_of",
    "is_api_id",
    "is_mail",
    "join",
    "make_token",
    "must_wait",
    "offered",
    "owned",
    "permits",
    "plan",
    "plans",
    "public_grants",
    "reach",
    "read_grant",
    "read_needed",
    "refuse",
    "register",
    "register_program",
    "rename",
    "resume",
    "revoke",
    "roles",
    "rotate_token",
    "set_plan",
    "suspend",
    "take_up",
    "terms",
    "warn",
]
