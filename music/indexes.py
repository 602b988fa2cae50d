"""How a migration indexes a table that may be large."""

from contextlib import contextmanager

from django.db import migrations


class AddIndexAside(migrations.AddIndex):
    """On PostgreSQL, nobody who writes waits for it; its migration has to say `atomic = False`.

    A migration of these alone can be run again from its start, whatever an earlier one left.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        name = schema_editor.quote_name(self.index.name)
        if schema_editor.connection.vendor != "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")
            schema_editor.add_index(model, self.index)
            return
        with without_hurry(schema_editor.connection):
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            schema_editor.add_index(model, self.index, concurrently=True)


class MakeIndexAnew(AddIndexAside):
    """Of indexes that serve equally, SQLite takes the one made last: this one shall be. PostgreSQL weighs them."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass  # it was there before

    def state_forwards(self, app_label, state):
        pass  # it is known


class AddIndexInPostgreSQL(AddIndexAside):
    """For its planner alone: no model has it."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(self.index.name)}"
            )

    def state_forwards(self, app_label, state):
        pass


class RemoveIndexAside(migrations.RemoveIndex):
    """The counterpart: once more is as well."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        how = "CONCURRENTLY " if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP INDEX {how}IF EXISTS {schema_editor.quote_name(self.name)}")


@contextmanager
def without_hurry(connection):
    """It stands in nobody's way, and has to outlast whoever reads: a backup, for minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        (before,) = cursor.fetchone()
        cursor.execute("SET lock_timeout = 0")
        yield
        cursor.execute(f"SET lock_timeout = '{before}'")
