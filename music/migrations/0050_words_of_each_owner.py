"""PostgreSQL finds songs by words that begin with their owner's: else it gathers everybody's for each beginning of one,
and cuts the texts of all that it found into words again, to be sure. Those of a title, which have a sign of their own,
stand there without an owner, too: the administration looks for them in all libraries.

Nobody waits meanwhile: the column begins empty, a trigger fills it for whoever writes, and the songs that are there follow
some at a time. It can be run again from its start, whatever an earlier run left."""

from django.db import migrations

from music.indexes import without_hurry

AT_ONCE = 2000
EACH_OWNER_S = "replace(NEW.words, ' ', ' ' || split_part(NEW.words, ' ', 1) || 'ß')"
ANY_TITLE = "coalesce(' ' || substring(NEW.words from '(?:ς[^ ]+ ?)+'), '')"
FOUND = f"to_tsvector('simple', {EACH_OWNER_S} || {ANY_TITLE})"
BEGIN = [
    "ALTER TABLE music_track_text ADD COLUMN IF NOT EXISTS found tsvector",
    "CREATE OR REPLACE FUNCTION music_track_text_find() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN NEW.found := {FOUND}; RETURN NEW; END $$",
    "DROP TRIGGER IF EXISTS music_track_text_find ON music_track_text",
    "CREATE TRIGGER music_track_text_find BEFORE INSERT OR UPDATE OF words ON music_track_text "
    "FOR EACH ROW EXECUTE FUNCTION music_track_text_find()",
    "ALTER TABLE music_track_text ENABLE ALWAYS TRIGGER music_track_text_find",  # where others are put off, too
]
SOME = "SELECT max(rowid) FROM (SELECT rowid FROM music_track_text WHERE rowid > %s ORDER BY rowid LIMIT %s) AS few"
FILL = "UPDATE music_track_text SET words = words WHERE rowid > %s AND rowid <= %s AND found IS NULL"
END = [
    "DROP INDEX CONCURRENTLY IF EXISTS music_track_text_found",
    "CREATE INDEX CONCURRENTLY music_track_text_found ON music_track_text USING gin (found)",
    # The release before finds songs without it, slowly, until it ends.
    "DROP INDEX CONCURRENTLY IF EXISTS music_track_text_words",
]
BACK_BEGIN = [
    "DROP INDEX CONCURRENTLY IF EXISTS music_track_text_words",
    "CREATE INDEX CONCURRENTLY music_track_text_words ON music_track_text USING gin (to_tsvector('simple', words))",
]
BACK_END = [
    "DROP TRIGGER IF EXISTS music_track_text_find ON music_track_text",
    "DROP FUNCTION IF EXISTS music_track_text_find",
    "ALTER TABLE music_track_text DROP COLUMN IF EXISTS found",
]


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            run(cursor, BEGIN)
            fill(cursor)
            with without_hurry(schema_editor.connection):
                run(cursor, END)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            with without_hurry(schema_editor.connection):
                run(cursor, BACK_BEGIN)
            run(cursor, BACK_END)


def run(cursor, statements):
    for statement in statements:
        cursor.execute(statement)


def fill(cursor):
    last = -1
    while True:
        cursor.execute(SOME, [last, AT_ONCE])
        (until,) = cursor.fetchone()
        if until is None:
            return
        cursor.execute(FILL, [last, until])
        last = until


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0049_library_in_its_sorts")]
    operations = [migrations.RunPython(forwards, backwards)]
    safe_because = {
        "Raw Python operation": "On PostgreSQL alone; what the release before writes, the trigger completes."
    }
