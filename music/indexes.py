"""How a migration indexes a table that may be large."""

from django.db import migrations


class AddIndexAside(migrations.AddIndex):
    """On PostgreSQL, nobody who writes waits for it; its migration has to say `atomic = False`, and stand alone."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        aside = {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}
        schema_editor.add_index(model, self.index, **aside)
