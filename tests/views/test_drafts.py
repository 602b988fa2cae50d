from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext

from music.models import LyricsDraft
from tests.base import StudioTestCase
from tests.factories import make_draft, make_job, make_track, make_user

HTMX = {"HX-Request": "true"}


class DraftListTests(StudioTestCase):
    def titles(self, **query):
        return [
            draft.title for group in self.client.get("/lyrics/", query).context["groups"] for draft in group
        ]

    def test_it_shows_one_s_own_newest_first_and_what_one_job_wrote_in_its_order(self):
        make_draft(owner=self.user, title="Old")
        job = make_job(owner=self.user, operation="lyrics")
        for position, title in enumerate(("A", "B")):
            make_draft(owner=self.user, job=job, position=position, title=title)
        make_draft(title="Somebody else’s")
        self.assertEqual(self.titles(), ["A", "B", "Old"])

    def test_kept_ones_and_the_trash_have_places_of_their_own(self):
        draft = make_draft(owner=self.user, title="A")
        make_draft(owner=self.user, title="B")
        self.client.post(f"/lyrics/{draft.uuid}/keep/")
        self.assertEqual(self.titles(show="kept"), ["A"])
        self.client.post(f"/lyrics/{draft.uuid}/trash/")
        self.assertEqual(
            (self.titles(), self.titles(show="kept"), self.titles(show="trash")), (["B"], [], ["A"])
        )

    def test_it_is_searched_by_beginnings_of_words_in_any_case_and_script(self):
        make_draft(owner=self.user, title="Größe", text="Der letzte Bus", idea="night")
        make_draft(owner=self.user, title="海上月光", text="la")
        for words, found in {"grosse": ["Größe"], "BUS letz": ["Größe"], "nig": ["Größe"], "月光": ["海上月光"],
                             "光月": [], "us": [], "!": []}.items():  # fmt: skip
            with self.subTest(words=words):
                self.assertEqual(self.titles(q=words), found)

    def test_a_change_is_found_by_its_new_words(self):
        draft = make_draft(owner=self.user, title="Old")
        self.client.post(f"/lyrics/{draft.uuid}/", {"title": "New", "text": ""})
        self.assertEqual((self.titles(q="old"), self.titles(q="new")), ([], ["New"]))

    def test_pages_follow_keys_and_never_cut_a_job_apart(self):
        make_draft(owner=self.user, title="Last")
        job = make_job(owner=self.user, operation="lyrics")
        for position, title in enumerate(("A", "B", "C")):
            make_draft(owner=self.user, job=job, position=position, title=title)
        with mock.patch("music.views.drafts.PAGE", 2):
            page = self.client.get("/lyrics/")
            self.assertEqual(
                [[draft.title for draft in group] for group in page.context["groups"]], [["A", "B", "C"]]
            )
            rest = self.client.get("/lyrics/" + page.context["next_address"])
        self.assertEqual([[draft.title for draft in group] for group in rest.context["groups"]], [["Last"]])

    def test_a_longer_list_takes_no_more_queries(self):
        make_draft(owner=self.user)
        self.client.get("/lyrics/")  # the server's key is written down
        with CaptureQueriesContext(connection) as few:
            self.client.get("/lyrics/")
        job = make_job(owner=self.user, operation="lyrics")
        for position in range(12):
            make_draft(owner=self.user, job=job, position=position)
        with self.assertNumQueries(len(few)):
            self.client.get("/lyrics/")

    def test_an_empty_one_teaches(self):
        self.assertContains(self.client.get("/lyrics/"), "Say in a sentence what a song should be about")


class DraftTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.draft = make_draft(owner=self.user, title="Last bus", text="The driver knows")
        self.address = f"/lyrics/{self.draft.uuid}/"

    def test_it_is_edited_and_says_since_when(self):
        response = self.client.post(self.address, {"title": "Night bus", "text": "All\r\nasleep"})
        self.assertRedirects(response, self.address)
        self.draft.refresh_from_db()
        self.assertEqual((self.draft.title, self.draft.text), ("Night bus", "All\nasleep"))
        self.assertIsNotNone(self.draft.edited_at)

    def test_saved_without_a_change_it_is_not_edited(self):
        self.client.post(self.address, {"title": "Last bus", "text": "The driver knows"})
        self.draft.refresh_from_db()
        self.assertIsNone(self.draft.edited_at)

    def test_nothing_at_all_is_refused_and_nothing_is_lost(self):
        response = self.client.post(self.address, {"title": "", "text": ""})
        self.assertContains(response, "Write a title or some words first.", status_code=422)
        self.draft.refresh_from_db()
        self.assertEqual(self.draft.title, "Last bus")

    def test_its_counters_know_what_a_song_takes(self):
        page = self.client.get(self.address)
        self.assertContains(page, 'data-counts="id_title" data-limit="80"')
        self.assertContains(page, 'data-counts="id_text" data-limit="5000"')

    def test_what_is_longer_than_a_song_takes_can_be_kept(self):
        self.client.post(self.address, {"title": "x" * 81, "text": "y" * 6000})
        self.draft.refresh_from_db()
        self.assertEqual((len(self.draft.title), len(self.draft.text)), (81, 6000))

    def test_it_is_saved_before_it_goes_into_a_song(self):
        response = self.client.post(self.address, {"title": "Last bus", "text": "Anew", "then": "song"})
        self.assertRedirects(response, f"/create/generate/?draft={self.draft.uuid}")
        form = self.client.get(response.url).context["form"]
        values = [form[name].value() for name in ("lyrics", "title", "custom_mode", "instrumental")]
        self.assertEqual(values, ["Anew", "Last bus", "on", ""])

    def test_other_forms_with_words_take_it_too(self):
        track = make_track(owner=self.user, title="Song")
        form = self.client.get(f"/tracks/{track.uuid}/extend/", {"draft": self.draft.uuid}).context["form"]
        self.assertEqual((form["prompt"].value(), form["title"].value()), ("The driver knows", "Last bus"))

    def test_the_heart_keeps_it_and_lets_it_go(self):
        for pressed in ("true", "false"):
            response = self.client.post(f"{self.address}keep/", headers=HTMX)
            self.assertContains(response, f'aria-pressed="{pressed}"')

    def test_the_trash_offers_undo_and_gives_it_back(self):
        response = self.client.post(f"{self.address}trash/", follow=True)
        self.assertContains(response, f'action="{self.address}restore/"')
        self.client.post(f"{self.address}restore/")
        self.draft.refresh_from_db()
        self.assertIsNone(self.draft.trashed_at)

    def test_it_is_deleted_out_of_the_trash_only(self):
        self.assertEqual(self.client.post(f"{self.address}delete/").status_code, 404)
        self.client.post(f"{self.address}trash/")
        self.client.post(f"{self.address}delete/")
        self.assertFalse(LyricsDraft.objects.exists())

    def test_another_person_s_is_not_there(self):
        other = make_draft()
        for action in ("", "keep/", "trash/", "restore/", "delete/"):
            self.assertEqual(self.client.post(f"/lyrics/{other.uuid}/{action}").status_code, 404)
        for key in (other.uuid, "nonsense"):
            self.assertEqual(self.client.get("/create/generate/", {"draft": key}).status_code, 404)

    def test_words_and_titles_are_escaped(self):
        draft = make_draft(owner=self.user, title="<b>x", text="</textarea><script>")
        for address in (f"/lyrics/{draft.uuid}/", "/lyrics/"):
            self.assertNotContains(self.client.get(address), draft.title)


class WriteTests(StudioTestCase):
    def test_one_s_own_words_are_kept_from_the_start(self):
        response = self.client.post("/lyrics/write/", {"title": "Mine", "text": "la"})
        draft = LyricsDraft.objects.get()
        self.assertRedirects(response, f"/lyrics/{draft.uuid}/")
        self.assertEqual((draft.owner, draft.is_kept, draft.job), (self.user, True, None))

    def test_a_song_s_words_come_along_but_only_one_s_own(self):
        track = make_track(owner=self.user)
        self.assertContains(self.client.get("/lyrics/write/", {"track": track.uuid}), track.lyrics)
        for key in (make_track().uuid, "nonsense"):
            self.assertEqual(self.client.get("/lyrics/write/", {"track": key}).status_code, 404)


class CompareTests(StudioTestCase):
    def test_it_shows_what_one_job_wrote_but_for_the_trash(self):
        job = make_job(owner=self.user, operation="lyrics", params={"prompt": "The last bus"})
        for position, title in enumerate(("A draft", "Another")):
            make_draft(owner=self.user, job=job, position=position, title=title)
        LyricsDraft.objects.get(position=1).trash()
        page = self.client.get(f"/lyrics/compare/{job.uuid}/")
        self.assertContains(page, "A draft")
        self.assertNotContains(page, "Another")

    def test_it_is_one_s_own_lyrics_only(self):
        for job in (make_job(owner=make_user(), operation="lyrics"), make_job(owner=self.user)):
            self.assertEqual(self.client.get(f"/lyrics/compare/{job.uuid}/").status_code, 404)
