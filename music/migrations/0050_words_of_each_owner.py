"""PostgreSQL finds songs by words that begin with their owner's: else it gathers everybody's for each beginning of one,
and cuts the texts of all that it found into words again, to be sure. Those of a title, which have a sign of their own,
stand there without an owner, too: the administration looks for them in all libraries."""

from django.db import migrations

EACH_OWNER_S = "replace(words, ' ', ' ' || split_part(words, ' ', 1) || 'ß')"
ANY_TITLE = "coalesce(' ' || substring(words from '(?:ς[^ ]+ ?)+'), '')"
FORWARDS = [
    f"ALTER TABLE music_track_text ADD COLUMN found tsvector GENERATED ALWAYS AS (to_tsvector('simple', {EACH_OWNER_S} || {ANY_TITLE})) STORED",
    "DROP INDEX IF EXISTS music_track_text_words",
    "CREATE INDEX music_track_text_found ON music_track_text USING gin (found)",
]
BACKWARDS = [
    "ALTER TABLE music_track_text DROP COLUMN found",
    "CREATE INDEX music_track_text_words ON music_track_text USING gin (to_tsvector('simple', words))",
]


def run(statements):
    def act(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return act


class Migration(migrations.Migration):
    dependencies = [("music", "0049_library_in_its_sorts")]
    operations = [migrations.RunPython(run(FORWARDS), run(BACKWARDS))]
    safe_because = {"Raw Python operation": "It adds what the release before does not read, on PostgreSQL alone."}
