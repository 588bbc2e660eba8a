"""The tables of accounts; secrets lie here and never on the append-only register."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from madoguchi.archive import metadata

# A view of the register: each actor as it stands.
actor = Table(
    "actor",
    metadata,
    Column("number", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("api_id", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("contact", Text, nullable=False),
)
# A view of the register: the cases in which an identification number was ever told as a party's.
case_party = Table(
    "case_party",
    metadata,
    Column("party", Text, primary_key=True),
    Column("case", Text, primary_key=True),
)
password = Table(
    "password",
    metadata,
    Column("actor", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("changed", Text, nullable=False),
)
# Sessions of people and tokens of programs; `token` is the SHA-256 of what the client holds, `id`
# a name for it that tells nothing. Times are seconds since 1970.
session = Table(
    "session",
    metadata,
    Column("token", LargeBinary(32), primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("actor", Text, nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("used", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("address", Text, nullable=False),
    Column("agent", Text, nullable=False),
)
api_token = Table(
    "api_token",
    metadata,
    Column("token", LargeBinary(32), primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("actor", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("used", Text, nullable=False),
)
# What people apply for, until it is decided and a while after; `token` is the SHA-256 of what the
# letter to them holds.
application = Table(
    "program_application",
    metadata,
    Column("id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("token", LargeBinary(32), nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("at", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("decided", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("program", Text, nullable=False),
)
# Tokens that programs are lent for a while by the protocols that want them so; `key` names the
# key that was shown for it, with which it ends.
lent_token = Table(
    "lent_token",
    metadata,
    Column("token", LargeBinary(32), primary_key=True),
    Column("actor", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("use", Text, nullable=False),
    Column("expires", BigInteger, nullable=False),
)
# How often an account has called what, by the office's local day.
usage = Table(
    "usage",
    metadata,
    Column("account", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("counter", Text, primary_key=True),
    Column("calls", BigInteger, nullable=False),
)
# Failures to sign in of late, by account and by client address.
attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
)
# Who did what, one row each, positions without gaps; rows are never changed or removed.
audit_trail = Table(
    "audit_trail",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("address", Text, nullable=False),
)

Index("actor_api_id", actor.c.api_id)
Index("actor_owner", actor.c.owner)
Index("actor_contact", actor.c.contact)
Index("program_application_token", application.c.token)
Index("program_application_state", application.c.state)
Index("session_actor", session.c.actor)
Index("api_token_actor", api_token.c.actor)
Index("lent_token_actor", lent_token.c.actor)
Index("lent_token_expires", lent_token.c.expires)
Index("audit_trail_actor", audit_trail.c.actor)
