"""Alembic's environment: migrations run on the connection that the archive hands over."""

from alembic import context

from madoguchi.archive.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
