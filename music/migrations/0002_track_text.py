"""The full-text table of tracks, which each database makes in its own way."""

from django.db import migrations

CREATE = {
    # Words come folded and cut (music/search.py); the prefix indexes make beginnings as cheap as words.
    "sqlite": [
        "CREATE VIRTUAL TABLE music_track_text USING fts5(words, tokenize=\"unicode61 remove_diacritics 0\", "
        "prefix='1 2 3')"
    ],
    "postgresql": [
        "CREATE TABLE music_track_text (rowid bigint PRIMARY KEY, words text NOT NULL)",
        "CREATE INDEX music_track_text_words ON music_track_text USING gin (to_tsvector('simple', words))",
    ],
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE music_track_text")


class Migration(migrations.Migration):
    dependencies = [("music", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
