"""The words a song is found by."""

from django.db import connection, models

from .. import search

# In one statement, so that of two who write the words of one song none finds the other's in its way.
PUT = {
    "sqlite": "INSERT OR REPLACE INTO music_track_text (rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO music_track_text (rowid, words) "
    "VALUES (%s, %s) ON CONFLICT (rowid) DO UPDATE SET words = excluded.words",
}


def words_of(track, tags):
    tags = " ".join(tag.name for tag in tags)
    singer = track.persona.name if track.persona_id else ""
    return search.words(
        track.owner_id, track.style, track.lyrics, tags, track.notes, singer, title=track.title
    )


class TrackTextManager(models.Manager):
    def put(self, track):
        """Make it found by all that is written on it. To be called when its title, style, lyrics, notes, tags or
        persona change."""
        self.put_words([(track.order, words_of(track, track.tags.all()))])

    def put_all(self, tracks):
        """The same for many: tags and personas are read at once."""
        models.prefetch_related_objects(tracks, "tags", "persona")
        self.put_words([(track.order, words_of(track, track.tags.all())) for track in tracks])

    def put_new(self, tracks):
        """Songs that the provider has just made: nobody gave them a tag yet."""
        self.put_words([(track.order, words_of(track, ())) for track in tracks])

    def put_words(self, pairs):
        """`pairs`: a track's order, and its words as `search.words` makes them."""
        if connection.vendor == "postgresql":
            pairs = [(order, search.in_postgresql(words)) for order, words in pairs]
        if pairs:
            with connection.cursor() as cursor:
                cursor.executemany(PUT[connection.vendor], pairs)

    def forget(self, track):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM music_track_text WHERE rowid = %s", [track.order])


class TrackText(models.Model):
    """The words a track is found by: a full-text table of the database, one row a track, in library order."""

    track = models.OneToOneField(
        "Track", primary_key=True, to_field="order", on_delete=models.DO_NOTHING, db_column="rowid",
        db_constraint=False, related_name="text",
    )  # fmt: skip
    words = models.TextField()

    objects = TrackTextManager()

    class Meta:
        managed = False
        db_table = "music_track_text"

    def __str__(self):
        return self.words[:40]


models.TextField.register_lookup(search.Match)
