import base64

from django.core.files.base import ContentFile

from music.models import Asset
from tests.base import StudioTestCase
from tests.factories import keep, make_job, make_track, make_user
from tests.media.sounds import mp3, tone, wav


class MixerTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.track = keep(make_track(owner=self.user, title="Side B"))
        self.address = f"/tracks/{self.track.uuid}/mixer/"

    def stem(self, name, content=b"", track=None, job=None, **fields):
        track = track or self.track
        job = job or make_job(owner=track.owner, operation="stems", params={"type": "separate_vocal"})
        asset = Asset(
            owner=track.owner, track=track, job=job, kind="stem", name=name, archive_state="kept",
            sha256="ab" * 32, **fields,
        )  # fmt: skip
        asset.file.save(f"{asset.uuid}.mp3", ContentFile(content or b"x"), save=True)
        return asset

    def test_each_stem_has_its_controls(self):
        job = make_job(owner=self.user, operation="stems")
        stems = [self.stem("Vocals", job=job), self.stem("Drums", job=job, position=1)]
        page = self.client.get(self.address)
        self.assertContains(page, "data-stem ", count=2)
        for stem in stems:
            self.assertContains(page, f'data-places="/assets/{stem.uuid}/places"')
            self.assertContains(page, f'aria-label="Play alone: {stem}"')
        self.assertContains(page, f'href="/tracks/{self.track.uuid}/daw.zip"')

    def test_the_newest_separation_is_mixed_and_others_can_be_chosen(self):
        old, new = self.stem("Vocals"), self.stem("Drums")
        self.assertContains(self.client.get(self.address), f"Mute: {new}")
        page = self.client.get(f"{self.address}?of={old.job.uuid}")
        self.assertContains(page, f"Mute: {old}")
        self.assertNotContains(page, f"Mute: {new}")

    def test_a_stem_that_is_still_copied_is_named_and_not_mixed(self):
        job = make_job(owner=self.user, operation="stems")
        self.stem("Vocals", job=job)
        late = Asset.objects.create(
            owner=self.user, track=self.track, job=job, kind="stem", name="Drums", position=1
        )
        page = self.client.get(self.address)
        self.assertContains(page, "data-stem ", count=1)
        self.assertNotContains(page, f"/assets/{late.uuid}/places")
        self.assertContains(page, "1 stem is not on your disk yet")

    def test_a_song_in_one_piece_is_taken_apart_first(self):
        page = self.client.get(self.address)
        self.assertContains(page, f'href="/tracks/{self.track.uuid}/stems/"')
        self.assertNotContains(page, "data-mixer")

    def test_the_queries_do_not_grow_with_the_stems(self):
        job = make_job(owner=self.user, operation="stems")
        for position in range(12):
            self.stem(f"Stem {position}", job=job, position=position)
        with self.assertNumQueries(5):
            self.client.get(self.address)

    def test_the_song_s_page_leads_there_once_it_has_stems(self):
        self.assertNotContains(self.client.get(f"/tracks/{self.track.uuid}/"), self.address)
        self.stem("Vocals")
        self.assertContains(self.client.get(f"/tracks/{self.track.uuid}/"), self.address)

    def test_places_tell_where_a_stem_can_be_read_from(self):
        content = mp3(tone(2))
        told = self.client.get(f"/assets/{self.stem('Vocals', content).uuid}/places").json()
        self.assertEqual((told["rate"], told["places"][-1]), (22050, len(content)))
        told = self.client.get(f"/assets/{self.stem('Drums', wav(tone(1))).uuid}/places")
        self.assertTrue(base64.b64decode(told.json()["head"]).startswith(b"RIFF"))
        self.assertIn("no-store", told["Cache-Control"])

    def test_what_cannot_be_decoded_in_parts_has_none(self):
        picture = self.stem("Cover")
        Asset.objects.filter(pk=picture.pk).update(kind="cover")
        for asset in (picture, self.stem("Vocals", b"OggS" + bytes(200))):
            self.assertEqual(self.client.get(f"/assets/{asset.uuid}/places").status_code, 404)

    def test_it_all_comes_as_one_zip(self):
        self.stem("Vocals", b"la la")
        response = self.client.get(f"/tracks/{self.track.uuid}/daw.zip")
        self.assertEqual(response["Content-Disposition"], 'attachment; filename="Side B.zip"')
        self.assertIn(b"la la", b"".join(response.streaming_content))

    def test_another_s_stems_are_not_there(self):
        theirs = make_track(owner=make_user())
        stem = self.stem("Vocals", mp3(tone(1)), track=theirs)
        for address in (
            f"/tracks/{theirs.uuid}/mixer/",
            f"/tracks/{theirs.uuid}/daw.zip",
            f"/assets/{stem.uuid}/places",
        ):
            self.assertEqual(self.client.get(address).status_code, 404)
