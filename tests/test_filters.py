import json
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from music.filters import FILTERS, SORTS, SORTS_OF_TRASH
from music.models import Asset, Project, Tag, TimedLyrics, Track
from tests.base import StudioTestCase
from tests.factories import make_job, make_persona, make_track, make_user


class FilterTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.project = Project.objects.create(owner=self.user, name="Coast")
        self.tag = Tag.objects.named(self.user, "Demo")
        self.persona = make_persona(owner=self.user)
        self.job = make_job(owner=self.user)
        facts = {"rating": 4, "project": self.project, "persona": self.persona, "loudness": -9.5, "duration": 200,
                 "model_version": "V5", "operation": "extend", "is_favourite": True, "title": "Harbour",
                 "archive_state": "kept"}  # fmt: skip
        self.rich = make_track(job=self.job, **facts)
        self.rich.tags.add(self.tag)
        for kind in ("stem", "video", "midi", "wav"):
            Asset.objects.create(owner=self.user, track=self.rich, job=self.job, kind=kind)
        TimedLyrics.objects.create(track=self.rich, job=self.job)
        self.poor = make_track(owner=self.user, is_instrumental=True, kind="sound", duration=30, loudness=-20)
        Track.objects.filter(pk=self.poor.pk).update(made_at=timezone.now() - timedelta(days=40))

    def found(self, name, asked):
        chosen = FILTERS[name]
        value = chosen.field(self.user).clean(asked)
        json.dumps(chosen.plain(value))
        self.assertEqual(chosen.field(self.user).clean(chosen.plain(value)), value)
        self.assertTrue(str(chosen.word(self.user, value)))
        return set(Track.objects.of(self.user).filter(chosen.where(self.user, value)))

    def test_each_finds_what_it_says(self):
        week = (timezone.localdate() - timedelta(days=7)).isoformat()
        for name, asked in (
            ("q", "harb"), ("kind", "song"), ("version", "V5"), ("operation", "extend"), ("voice", "sung"),
            ("has", "stem"), ("has", "video"), ("has", "timed"), ("has", "midi"), ("has", "wav"),
            ("project", str(self.project.uuid)), ("tag", self.tag.key), ("persona", str(self.persona.uuid)),
            ("rating", "4"), ("duration", ["1:00", ""]), ("duration", ["3:00", "3:20"]), ("loudness", ["-10", "-9"]),
            ("within", "7"), ("made", [week, ""]), ("made", [week, timezone.localdate().isoformat()]),
            ("disk", "kept"), ("favourite", True),
        ):  # fmt: skip
            with self.subTest(name=name, asked=asked):
                self.assertEqual(self.found(name, asked), {self.rich})

    def test_each_leaves_out_what_it_says(self):
        for name, asked in (
            ("q", "driver coast"), ("kind", "sound"), ("version", "V6"), ("voice", "instrumental"), ("rating", "0"),
            ("duration", ["", "0:30"]), ("loudness", ["", "-15"]), ("made", ["", "2026-01-01"]), ("disk", "not"),
        ):  # fmt: skip
            with self.subTest(name=name, asked=asked):
                self.assertEqual(self.found(name, asked) - {self.poor}, set())

    def test_what_has_a_lost_file_has_it_not(self):
        Asset.objects.update(archive_state="lost")
        self.assertEqual(self.found("has", "video"), set())

    def test_they_can_be_joined_and_turned_round(self):
        where = {name: FILTERS[name].where for name in FILTERS}
        either = where["q"](self.user, "harbour") | where["kind"](self.user, "sound")
        neither = ~where["tag"](self.user, "demo") & ~where["has"](self.user, "stem")
        mine = Track.objects.of(self.user)
        self.assertEqual(mine.filter(either).count(), 2)
        self.assertEqual(list(mine.filter(neither)), [self.poor])

    def test_another_person_s_shelves_cannot_be_chosen(self):
        other = make_user()
        for name, value in (("project", self.project.uuid), ("tag", "demo"), ("persona", self.persona.uuid)):
            with self.subTest(name=name):
                self.assertRaises(ValidationError, FILTERS[name].field(other).clean, str(value))
                self.assertFalse(Track.objects.filter(FILTERS[name].where(other, str(value))).exists())

    def test_nonsense_is_refused(self):
        for name, asked in (
            ("version", "V99"), ("rating", "6"), ("duration", ["x", ""]), ("made", ["2026-02-31", ""]), ("made", ["", "9999-12-31"]),
            ("loudness", ["loud", ""]), ("tag", "none"), ("has", "cover"),
        ):  # fmt: skip
            with self.subTest(name=name):
                self.assertRaises(ValidationError, FILTERS[name].field(self.user).clean, asked)


class SortTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        facts = [("b", 90, 3, -10.5, "V5"), ("B", None, 0, None, "V4_5"), ("a", 90, 3, -14, "V6"),
                 ("É", 200.25, 5, -10.5, "V5"), ("b", 30, 0, None, "V4"), ("雨", None, 0, -8, "V5")]  # fmt: skip
        for title, duration, rating, loudness, version in facts:
            make_track(owner=self.user, title=title, duration=duration, rating=rating, loudness=loudness,
                       model_version=version, is_favourite=rating == 3, operation="extend" if title == "b" else "adopt",
                       archive_state="kept" if duration else "due")  # fmt: skip
        names = iter(["First", "Second"])
        for song in Track.objects.filter(title__in=["a", "雨"]).order_by("pk"):
            Track.objects.filter(pk=song.pk).update(
                project=Project.objects.create(owner=self.user, name=next(names))
            )

    def walk(self, sort):
        """One at a time, each after the mark of the last."""
        rows, mark = sort.order(Track.objects.of(self.user)), None
        while track := sort.after(rows, mark).first():
            mark = sort.mark(track)
            yield track

    def test_every_sort_is_gone_through_without_gaps_or_repeats(self):
        for name, sort in SORTS.items():
            with self.subTest(sort=name):
                rows = list(sort.order(Track.objects.of(self.user)))
                self.assertEqual(len(rows), 6)
                self.assertEqual(list(self.walk(sort)), rows)

    def test_they_sort_by_what_they_say(self):
        for name, field, wanted in (
            ("title", "title", ["a", "b", "B", "b", "É", "雨"]), ("rating", "rating", [5, 3, 3, 0, 0, 0]),
            ("longest", "duration", [200.25, 90, 90, 30, None, None]), ("version", "model_version",
            ["V6", "V5", "V5", "V5", "V4_5", "V4"]), ("favourite", "title", ["a", "b", "雨", "b", "É", "B"]),
            ("project", "title", ["雨", "a", "b", "É", "B", "b"]), ("operation", "title", ["b", "b", "雨", "É", "a", "B"]),
            ("disk", "title", ["b", "É", "a", "b", "雨", "B"]), ("disk-up", "title", ["B", "雨", "b", "a", "É", "b"]), ("loudest", "loudness", [-8, -10.5, -10.5, -14, None, None]),
        ):  # fmt: skip
            with self.subTest(sort=name):
                found = [getattr(track, field) for track in SORTS[name].order(Track.objects.all())]
                self.assertEqual(found, wanted)

    def test_the_trash_is_gone_through_by_the_day_on_which_each_was_thrown_away(self):
        sort, now = SORTS_OF_TRASH["thrown"], timezone.now()
        for song, days in zip(Track.objects.order_by("order"), (3, 1, 2, 1, 5, 1), strict=True):
            Track.objects.filter(pk=song.pk).update(trashed_at=now - timedelta(days=days))
        self.assertEqual([song.title for song in self.walk(sort)], ["雨", "É", "B", "a", "b", "b"])
        rows = sort.order(Track.objects.of(self.user))
        for mark in ("1~x", "1~2026-13-01", "1~", "1~9999-12-31", "1~9999-12-31T23:59:59-12:00"):
            self.assertEqual(sort.after(rows, mark).count(), 6)

    def test_equals_come_newest_first(self):
        first, second = list(SORTS["rating"].order(Track.objects.filter(rating=3)))
        self.assertGreater(first.order, second.order)

    def test_what_is_no_mark_is_left_out(self):
        for name in ("favourite", "disk", "project"):
            rows = SORTS[name].order(Track.objects.of(self.user))
            self.assertEqual(SORTS[name].after(rows, "1~x").count(), 6)
        rows = SORTS["project"].order(Track.objects.of(self.user))
        self.assertEqual(SORTS["project"].after(rows, f"1~{'9' * 40}").count(), 6)
        self.assertEqual(SORTS["project"].after(rows, f"1~-{'9' * 40}").count(), 0)
        for name in ("newest", "rating", "longest", "title"):
            rows = SORTS[name].order(Track.objects.of(self.user))
            for mark in (None, "", "x", "x~1", "9" * 30, "1~\0"):
                with self.subTest(sort=name, mark=mark):
                    self.assertEqual(SORTS[name].after(rows, mark).count(), 6)
        self.assertEqual(
            SORTS["longest"].after(SORTS["longest"].order(Track.objects.all()), "1~x").count(), 6
        )
