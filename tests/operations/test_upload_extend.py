from music.models import Job, Source
from music.operations import registry
from tests.base import clip, heard
from tests.factories import make_track, make_upload

from .base import SongOperationTestCase


class UploadExtendTestCase(SongOperationTestCase):
    slug = "upload-extend"
    needed = {"default_param_flag": "on", "continue_at": "2:41.3", "prompt": "[Bridge]\nla", "style": "waltz",
              "title": "Longer"}  # fmt: skip


class FormTests(UploadExtendTestCase):
    def test_the_cut_lies_strictly_inside_the_recording(self):
        for wrong in ("0", "200", "200.01", "4:00", "-3", "soon", ""):
            with self.subTest(cut=wrong):
                self.refuses("continue_at", continue_at=wrong)
        self.takes(continue_at="0.01")
        self.takes(continue_at="199.99")

    def test_the_cut_is_chosen_also_where_all_goes_on_as_it_was(self):
        self.refuses("continue_at", default_param_flag="", continue_at="4:00")
        self.refuses("continue_at", default_param_flag="", continue_at="")

    def test_own_parameters_need_words_style_and_title(self):
        for field in ("prompt", "style", "title"):
            self.refuses(field, **{field: " "})
        self.takes(prompt="", instrumental="on")

    def test_any_version_can_be_chosen_and_one_has_to_be(self):
        self.takes(model="V4")
        self.refuses("model", model="")
        self.refuses("model", model="V3_5")

    def test_titles_end_at_80_or_100_by_version(self):
        for version, most in {"V6": 100, "V5": 100, "V4_5ALL": 80, "V4": 80}.items():
            self.takes(model=version, title="x" * most)
            self.refuses("title", model=version, title="x" * (most + 1))

    def test_eight_minutes_are_the_most(self):
        self.refuses("__all__", (make_upload(owner=self.user, duration=481),))

    def test_it_begins_just_before_the_end(self):
        form = self.blank(self.upload)
        self.assertEqual((form["continue_at"].value(), form["model"].value()), ("3:19", "V6"))

    def test_it_begins_as_the_recording_was_and_can_be_sent_at_once(self):
        form = self.blank(self.upload)
        self.assertIs(form.initial["default_param_flag"], False)
        self.takes(default_param_flag="", prompt="", style="", title="")


class RequestTests(UploadExtendTestCase):
    def setUp(self):
        super().setUp()
        (self.address,) = self.hand_over(self.upload)

    def test_own_parameters(self):
        path, body = self.sent(variety="2")
        self.assertEqual(path, "/api/v1/generate/upload-extend")
        expected = {
            "uploadUrl": self.address, "model": "V6", "defaultParamFlag": True, "continueAt": 161.3, "style": "waltz",
            "title": "Longer", "prompt": "[Bridge]\nla", "lyrics": "[Bridge]\nla", "instrumental": False, "variety": 2,
        }  # fmt: skip
        self.assertEqual(body, expected)

    def test_inherited_parameters_send_only_the_cut(self):
        _path, body = self.sent(default_param_flag="")
        expected = {"uploadUrl": self.address, "model": "V6", "defaultParamFlag": False, "continueAt": 161.3}
        self.assertEqual(body, expected)

    def test_it_goes_to_its_own_path_and_is_asked_about_there_under_the_market_too(self):
        operation = registry.get("upload-extend")
        with self.settings(KIE_API_STYLE="market"):
            job = self.start()
        self.assertEqual(job.account.style, "market")
        self.assertEqual((operation.request(job).market, job.style), ("", "dedicated"))
        self.assertEqual(operation.readers(job).path, "/api/v1/generate/record-info")


class ResultTests(UploadExtendTestCase):
    def test_it_keeps_what_was_extended_where(self):
        extension = self.start().extension
        self.assertEqual((extension.source_upload, extension.source_track), (self.upload, None))
        self.assertEqual((extension.continue_at, extension.is_inherited), (161.3, False))
        self.assertTrue(self.start(default_param_flag="").extension.is_inherited)

    def test_its_songs_know_the_recording(self):
        job = self.start()
        self.hear(job, heard(), heard())
        found = [(link.upload, link.how, link.at) for link in Source.objects.all()]
        self.assertEqual(found, [(self.upload, "extend", 161.3)] * 2)

    def test_what_goes_on_as_it_was_keeps_the_recording_s_title(self):
        job = self.start(default_param_flag="")
        self.hear(job, heard("complete", [clip(title="")]))
        self.assertEqual(job.tracks.get().title, "Humming")

    def test_a_failure_leaves_nothing(self):
        job = self.start()
        self.hear(job, heard("error", code=531))
        self.assertEqual((job.state, job.tracks.count()), (Job.State.FAILED, 0))


class PageTests(UploadExtendTestCase):
    def test_it_shows_the_recording_s_cut_and_every_version(self):
        page = self.client.get(f"/uploads/{self.upload.uuid}/upload-extend/")
        self.assertContains(page, "data-cut")
        self.assertContains(page, 'value="V4_5ALL"')

    def test_it_can_be_had_again(self):
        self.assert_it_can_be_had_again(self.start())

    def test_a_song_has_its_own_way_to_be_extended(self):
        track = make_track(owner=self.user)
        self.assertEqual(self.client.get(f"/tracks/{track.uuid}/upload-extend/").status_code, 404)

    def test_another_s_is_not_there(self):
        self.assert_another_s_is_not_there()
