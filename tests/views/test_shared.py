import xml.etree.ElementTree as xml
from datetime import timedelta
from unittest.mock import patch

import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone

from music.models import Entry, Playlist, Share, TimedLyrics, Track
from music.services import shares
from tests.base import StudioTestCase
from tests.factories import keep, make_track, make_user
from tests.security.test_doors import ONCE
from tests.security.test_headers import policy_of
from tests.security.test_scripts import POISON, UNESCAPED


class SharedTestCase(StudioTestCase):
    """`self.share`, of one song, opened by somebody who has no account."""

    def setUp(self):
        super().setUp()
        self.client.logout()
        self.song = self.make_song("Night bus")
        self.share = self.make_share(track=self.song)

    def make_song(self, title, **fields):
        uuid_in_tags = make_track(owner=self.user, title=title, **fields)
        song = keep(
            uuid_in_tags, b"ID3" + bytes(50) + f"suno-studio:{uuid_in_tags.uuid}".encode() + bytes(2000)
        )
        song.cover.save(f"{song.uuid}/cover.jpg", ContentFile(b"\xff\xd8picture"), save=True)
        return song

    def make_share(self, **fields):
        return Share.objects.create(owner=self.user, **fields)

    def make_list(self, *songs, **fields):
        playlist = Playlist.objects.create(owner=self.user, name="To the coast", **fields)
        for position, song in enumerate(songs):
            Entry.objects.create(playlist=playlist, track=song, position=position)
        return playlist

    def get(self, path="", share=None, **options):
        return self.client.get(f"/s/{(share or self.share).token}/{path}", **options)

    def assertGone(self, share=None):
        for path in ("", "embed/", "1/audio", "1/cover", "1/download/", "feed.xml"):
            self.assertEqual(self.get(path, share).status_code, 404, path)


class PageTests(SharedTestCase):
    def test_who_has_the_link_hears_the_song_without_an_account(self):
        page = self.get()
        self.assertContains(page, "Night bus")
        self.assertContains(page, "The driver knows my stop by now")
        heard = self.get("1/audio", headers={"Range": "bytes=0-9"})
        self.assertEqual((heard.status_code, heard.content[:3]), (206, b"ID3"))
        self.assertEqual(self.get("1/cover").getvalue(), b"\xff\xd8picture")

    def test_no_other_address_and_no_number_of_the_studio_is_told(self):
        TimedLyrics.objects.create(track=self.song, job=self.song.job, words=[["La\n", 0, 1]])
        listed = self.make_share(playlist=self.make_list(self.song))
        feed = self.make_share(playlist=listed.playlist, kind="feed")
        told = [self.get(path, share) for share in (self.share, listed) for path in ("", "embed/", "1/audio")]
        told += [self.get("feed.xml", feed), self.get("1/cover")]
        for response in told:
            everything = response.getvalue().decode(errors="replace") + str(response.headers)
            for secret in (
                str(self.song.uuid), self.song.uuid.hex, "files.example", self.song.audio_id, str(self.song.job.uuid),
                self.user.email, self.user.name, str(listed.playlist.uuid), str(listed.uuid), self.song.style,
                self.song.job.token, self.song.job.task_id,
            ):  # fmt: skip
                self.assertNotIn(secret, everything)

    def test_the_sound_is_as_long_as_the_file_and_in_all_else_the_same(self):
        with self.song.audio.open("rb") as file:
            kept = file.read()
        hidden = f"suno-studio:{self.song.uuid}".encode()
        whole = self.get("1/audio").getvalue()
        self.assertEqual(whole, kept.replace(hidden, b" " * len(hidden)))
        part = self.get("1/audio", headers={"Range": "bytes=60-70"})
        self.assertEqual(part.content, whole[60:71])

    def test_timed_words_can_be_followed(self):
        TimedLyrics.objects.create(track=self.song, job=self.song.job, words=[["Last bus\n", 1.5, 3]])
        self.assertContains(self.get(), 'data-from="1.50"')

    def test_other_programs_are_told_how_to_show_it(self):
        page = self.get()
        root = f"http://testserver/s/{self.share.token}/"
        for name, value in (("og:title", "Night bus"), ("og:url", root), ("og:type", "music.song")):
            self.assertContains(page, f'<meta property="{name}" content="{value}">')
        self.assertContains(page, f'name="twitter:player" content="{root}embed/"')
        self.assertContains(page, 'type="application/json+oembed"')

    def test_a_list_shows_its_songs_and_any_of_them(self):
        other = self.make_song("Ferry")
        share = self.make_share(playlist=self.make_list(self.song, other))
        page = self.get("?song=2", share)
        self.assertContains(page, "<h1>Ferry</h1>")
        self.assertContains(page, 'href="?song=1"')
        self.assertContains(self.get("?song=99", share), "<h1>Ferry</h1>")
        self.assertEqual(self.get("3/audio", share).status_code, 404)
        self.assertEqual(self.get("0/audio", share).status_code, 404)

    def test_a_song_that_stands_there_twice_has_a_number_for_each_place(self):
        share = self.make_share(playlist=self.make_list(self.song, self.make_song("Harbour"), self.song))
        page = self.get(share=share)
        for number in (1, 2, 3):
            self.assertContains(page, f'data-n="{number}"', count=2 if number == 1 else 1)

    def test_what_is_not_on_our_disk_is_left_out(self):
        new = make_track(owner=self.user, title="Still coming")
        share = self.make_share(playlist=self.make_list(new, self.song))
        self.assertNotContains(self.get("", share), "Still coming")
        self.assertContains(self.get("", self.make_share(track=new)), "Nothing can be heard here yet")

    def test_an_address_means_the_song_it_was_written_for_when_the_list_has_changed(self):
        other = self.make_song("Ferry")
        share = self.make_share(playlist=self.make_list(self.song, other))
        meant = self.get("?song=2", share).context["now"].mark
        Entry.objects.filter(track=self.song).delete()
        with other.audio.open("rb") as file:
            length = len(file.read())
        self.assertEqual(len(self.get(f"2/audio?of={meant}", share).getvalue()), length)
        self.assertEqual(self.get("1/audio?of=nonsense", share).status_code, 404)

    def test_scripts_in_titles_and_words_are_text(self):
        song = self.make_song(POISON, lyrics=POISON)
        listed = self.make_share(playlist=self.make_list(song, self.song, note=POISON))
        for share in (self.make_share(track=song), listed):
            for path in ("", "embed/"):
                page = self.get(path, share).content.decode()
                self.assertIn("zq", page)
                self.assertIsNone(UNESCAPED.search(page))

    def test_it_costs_the_same_for_more_songs(self):
        few = self.make_share(playlist=self.make_list(self.song))
        many = self.make_share(playlist=self.make_list(*[self.make_song("x") for _ in range(9)]))
        self.get("", few)
        with self.assertNumQueries(5):
            self.get("", few)
        with self.assertNumQueries(5):
            self.get("", many)


class ClosedTests(SharedTestCase):
    def test_a_link_that_was_closed_or_is_over_says_nothing_more(self):
        nothing = ONCE.sub(b"", self.client.get("/s/nonsense/").content)
        for fields in ({"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(minutes=1)}):
            share = self.make_share(track=self.song, allows_download=True, **fields)
            self.assertGone(share)
            self.assertEqual(ONCE.sub(b"", self.get("", share).content), nothing)

    def test_a_song_or_list_in_the_trash_is_not_served(self):
        Track.objects.filter(pk=self.song.pk).update(trashed_at=timezone.now())
        self.assertGone()
        self.assertGone(self.make_share(playlist=self.make_list(trashed_at=timezone.now())))

    def test_nor_what_is_of_somebody_who_leaves_or_was_shut_out(self):
        for field, value in (("leaves_at", timezone.now() + timedelta(days=9)), ("is_active", False)):
            before = getattr(self.user, field)
            setattr(self.user, field, value)
            self.user.save()
            self.assertGone()
            setattr(self.user, field, before)

    def test_it_is_downloaded_only_where_that_is_allowed(self):
        self.assertEqual(self.get("1/download/").status_code, 404)
        self.assertNotContains(self.get(), "download/")
        share = self.make_share(track=self.song, allows_download=True)
        self.assertContains(self.get("", share), "1/download/")
        self.assertIn(
            'attachment; filename="Night bus.mp3"', self.get("1/download/", share)["Content-Disposition"]
        )

    def test_a_feed_is_no_page_and_a_page_no_feed(self):
        feed = self.make_share(kind="feed", playlist=self.make_list(self.song))
        self.assertEqual(self.get("", feed).status_code, 404)
        self.assertEqual(self.get("embed/", feed).status_code, 404)
        self.assertEqual(self.get("feed.xml").status_code, 404)


class PasswordTests(SharedTestCase):
    def setUp(self):
        super().setUp()
        shares.change(self.share, expires_at=None, allows_download=True, password="open sesame")

    def give(self, password, **options):
        return self.client.post(f"/s/{self.share.token}/", {"password": password}, **options)

    def test_nothing_of_it_is_told_before(self):
        page = self.get()
        self.assertContains(page, "A password, please")
        self.assertNotContains(page, "Night bus")
        self.assertNotContains(self.get("embed/"), "Night bus")
        for path in ("1/audio", "1/cover", "1/download/"):
            self.assertEqual(self.get(path).status_code, 404)
        address = f"http://testserver/s/{self.share.token}/"
        self.assertEqual(self.client.get("/oembed", {"url": address}).status_code, 401)

    def test_the_right_one_opens_it_and_is_remembered_for_this_link_alone(self):
        response = self.give("open sesame")
        self.assertRedirects(response, f"/s/{self.share.token}/")
        cookie = response.cookies["share"]
        self.assertEqual(
            (cookie["path"], cookie["httponly"], cookie["samesite"]), (f"/s/{self.share.token}/", True, "Lax")
        )
        self.assertContains(self.get(), "Night bus")
        self.assertEqual(self.get("1/audio").status_code, 200)
        other = self.make_share(track=self.song, password=self.share.password)
        self.assertContains(self.get("", other), "A password, please")

    def test_another_password_shuts_it_again(self):
        self.give("open sesame")
        shares.change(self.share, expires_at=None, allows_download=True, password="another")
        self.assertNotContains(self.get(), "Night bus")

    def test_a_wrong_one_is_said_and_too_many_are_not_looked_at(self):
        with time_machine.travel("2026-12-01T10:00:10Z", tick=False):
            for _ in range(10):
                self.assertContains(self.give("sesame"), "not the password of this link", status_code=422)
            with patch("music.services.shares.is_right") as looked:
                response = self.give("open sesame")
            self.assertEqual((response.status_code, response["Retry-After"]), (429, "50"))
            looked.assert_not_called()
        with time_machine.travel("2026-12-01T10:01:01Z", tick=False):
            self.assertEqual(self.give("open sesame").status_code, 302)

    def test_the_form_wants_its_token(self):
        strict = self.client_class(enforce_csrf_checks=True)
        self.assertEqual(strict.post(f"/s/{self.share.token}/", {"password": "open sesame"}).status_code, 403)


class HeardTests(SharedTestCase):
    def heard(self, place=1):
        return self.client_class(enforce_csrf_checks=True).post(f"/s/{self.share.token}/{place}/heard/")

    def listens(self):
        self.share.refresh_from_db()
        return self.share.listens

    def test_a_page_tells_that_it_plays_and_ranges_count_nothing(self):
        for start in (0, 100, 1000):
            self.get("1/audio", headers={"Range": f"bytes={start}-"})
        self.get()
        self.assertEqual(self.listens(), 0)
        self.assertEqual(self.heard().status_code, 204)
        self.assertEqual(self.listens(), 1)
        self.assertEqual(self.heard(2).status_code, 404)

    def test_nobody_drives_it_up(self):
        with time_machine.travel("2026-12-01T10:00:10Z", tick=False):
            for _ in range(70):
                self.heard()
        self.assertEqual(self.listens(), 60)


class HeadersTests(SharedTestCase):
    def test_only_the_embedded_player_may_stand_in_foreign_pages(self):
        embed, page = self.get("embed/"), self.get()
        self.assertEqual(policy_of(embed)["frame-ancestors"], ["*"])
        self.assertNotIn("X-Frame-Options", embed)
        self.assertEqual(policy_of(page)["frame-ancestors"], ["'none'"])
        self.assertEqual(page["X-Frame-Options"], "DENY")

    def test_their_policy_lets_nothing_in_but_what_is_ours(self):
        for response in (self.get("embed/"), self.get()):
            policy = policy_of(response)
            self.assertEqual(policy.pop("default-src"), ["'none'"])
            for name in ("script-src", "style-src", "img-src", "media-src", "connect-src"):
                self.assertEqual(policy[name], ["'self'"])

    def test_no_search_engine_lists_it_and_no_cache_keeps_it(self):
        share = self.make_share(track=self.song, allows_download=True)
        feed = self.make_share(kind="feed")
        answers = [self.get(path, share) for path in ("", "embed/", "1/audio", "1/cover", "1/download/")]
        for response in [*answers, self.get("feed.xml", feed)]:
            self.assertIn("noindex", response["X-Robots-Tag"])
            self.assertRegex(response["Cache-Control"], "^private, no-(store|cache)$")
            self.assertEqual(response["Referrer-Policy"], "same-origin")

    def test_a_visitor_gets_no_cookie(self):
        self.get()
        self.assertFalse(self.client.cookies)


class OembedTests(SharedTestCase):
    def ask(self, address, **more):
        return self.client.get("/oembed", {"url": address, **more})

    def test_a_link_becomes_a_player(self):
        root = f"http://testserver/s/{self.share.token}/"
        told = self.ask(root, maxwidth="300").json()
        self.assertEqual((told["type"], told["title"], told["width"]), ("rich", "Night bus", 300))
        self.assertIn(f'<iframe src="{root}embed/" width="300"', told["html"])
        self.assertTrue(told["thumbnail_url"].startswith(f"{root}1/cover"))

    def test_a_title_is_text_in_it(self):
        self.share.track.title = '"><script>'
        self.share.track.save()
        self.assertNotIn("<script>", self.ask(f"http://testserver/s/{self.share.token}/").json()["html"])

    def test_nothing_else_is_one(self):
        elsewhere = f"http://evil.example/s/{self.share.token}/"
        for address in (
            "",
            "nonsense",
            elsewhere,
            "http://testserver/library/",
            "http://testserver/s/x/",
            "http://[/",
        ):
            self.assertEqual(self.ask(address).status_code, 404)
        self.assertEqual(self.ask("", format="xml").status_code, 501)


class FeedTests(SharedTestCase):
    def read(self, share):
        response = self.get("feed.xml", share)
        self.assertEqual(response["Content-Type"], "application/rss+xml; charset=utf-8")
        return xml.fromstring(response.content).find("channel")

    def test_a_podcast_player_finds_every_song(self):
        other = self.make_song("Fähre & <mehr>\x0b")
        feed = self.make_share(kind="feed", playlist=self.make_list(other, self.song))
        channel = self.read(feed)
        self.assertEqual(channel.findtext("title"), "To the coast")
        first, second = channel.findall("item")
        self.assertEqual(first.findtext("title"), "Fähre & <mehr>")
        sound = first.find("enclosure").attrib
        self.assertEqual((sound["type"], int(sound["length"])), ("audio/mpeg", other.size))
        self.assertEqual(len(self.client.get(sound["url"]).getvalue()), other.size)
        self.assertEqual(second.findtext("{http://www.itunes.com/dtds/podcast-1.0.dtd}duration"), "187")
        self.assertEqual(first.find("guid").attrib["isPermaLink"], "false")

    def test_a_song_keeps_its_name_there_when_others_come_before_it(self):
        feed = self.make_share(kind="feed")
        Track.objects.filter(pk=self.song.pk).update(is_favourite=True)
        before = self.read(feed).find("item")
        Track.objects.filter(pk=self.make_song("Newer").pk).update(is_favourite=True)
        after = self.read(feed).findall("item")[1]
        self.assertEqual(before.findtext("guid"), after.findtext("guid"))
        self.assertEqual(len(self.client.get(before.find("enclosure").get("url")).getvalue()), self.song.size)

    def test_favourites_are_those_of_its_owner(self):
        feed = self.make_share(kind="feed")
        for song in (self.song, keep(make_track(owner=make_user(), title="Theirs"))):
            Track.objects.filter(pk=song.pk).update(is_favourite=True)
        self.assertEqual([item.findtext("title") for item in self.read(feed).findall("item")], ["Night bus"])
        Track.objects.filter(pk=self.song.pk).update(trashed_at=timezone.now())
        self.assertEqual(self.read(feed).findall("item"), [])
        self.assertEqual(self.get("1/audio", feed).status_code, 404)
