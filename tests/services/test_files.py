from django.apps import apps
from django.db.models import FileField

from music.models import Asset
from music.services.files import FIELDS, sheet_files, stored_files
from tests.base import StudioTestCase
from tests.factories import make_job, make_track, make_upload


class StoredFilesTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        make_track(owner=self.user)  # not copied yet
        facts = {"sha256": "a" * 64, "size": 5, "archive_state": "kept"}
        self.track = make_track(owner=self.user, audio="m/s/s.mp3", cover="m/s/cover.jpg", **facts)
        self.asset = Asset.objects.create(
            owner=self.user, track=self.track, job=make_job(owner=self.user), kind="midi", file="m/s/midi/s.mid",
            picture="m/s/midi/s.png", sha256="b" * 64, size=6, archive_state="kept",
        )  # fmt: skip
        self.upload = make_upload(owner=self.user, audio="m/uploads/h/h.mp3", sha256="c" * 64, size=7)

    def test_every_file_that_a_row_names_is_told_with_its_hash_where_one_is_known(self):
        self.assertEqual(
            [tuple(file) for file in stored_files()],
            [
                ("m/s/s.mp3", "a" * 64, 5, self.track),
                ("m/s/cover.jpg", "", None, self.track),
                ("m/s/midi/s.mid", "b" * 64, 6, self.asset),
                ("m/s/midi/s.png", "", None, self.asset),
                ("m/uploads/h/h.mp3", "c" * 64, 7, self.upload),
            ],
        )

    def test_every_song_and_upload_has_a_sheet(self):
        names = [file.name for file in sheet_files()]
        self.assertEqual(names, ["m/s/song.json", "m/uploads/h/upload.json"])

    def test_it_takes_a_question_for_each_field_however_many_rows(self):
        with self.assertNumQueries(6):
            list(stored_files())

    def test_no_file_field_of_a_row_is_forgotten(self):
        known = {(model, field) for model, field, _is_hashed in FIELDS}
        for model in apps.get_models():
            for field in model._meta.get_fields():
                if isinstance(field, FileField):
                    self.assertIn((model, field.name), known)
