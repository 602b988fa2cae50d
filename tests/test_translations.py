import re
from collections import Counter

from django.test import Client, SimpleTestCase
from django.utils import translation

from music.kie.limits import ModelVersion
from music.models import Job
from music.tell.trouble import explain
from tests import catalogues
from tests.base import StudioTestCase
from tests.factories import make_job, make_track

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|</?\w[^>]*>")
ADVICE = "run script/messages and translate what is new in locale/"
HEADINGS = {  # of the pages where one works
    "/library/": {"de": "Bibliothek", "zh-hans": "曲库"},
    "/create/generate/": {"de": "Neu", "zh-hans": "创作"},
    "/jobs/": {"de": "Aufträge", "zh-hans": "任务"},
    "/personas/": {"de": "Personas", "zh-hans": "人设"},
}


class CatalogueTests(SimpleTestCase):
    def none_where(self, is_wrong, advice):
        """Fails with the texts for which `is_wrong(language, entry)`."""
        wrong = [
            f"{language}: {entry['msgid']}"
            for language in catalogues.LOCALES
            for entry in catalogues.entries(language)
            if is_wrong(language, entry)
        ]
        self.assertEqual(wrong, [], advice)

    def test_every_text_of_the_code_is_in_each_catalogue(self):
        texts = catalogues.texts_of_code()
        self.assertIn(("", "Extend from here"), texts)
        for language in catalogues.LOCALES:
            known = {(entry.get("msgctxt", ""), entry["msgid"]) for entry in catalogues.entries(language)}
            self.assertEqual(texts - known, set(), f"{language}: {ADVICE}")
            self.assertEqual(known - texts, set(), f"{language}: nobody says this any more; {ADVICE}")

    def test_nothing_is_untranslated_or_guessed(self):
        self.none_where(lambda _, entry: not all(catalogues.translated(entry)), ADVICE)
        self.none_where(lambda _, entry: "#, fuzzy" in entry["comments"], "check the guess, remove the mark")

    def test_what_is_compiled_says_what_is_written(self):
        ready = {language: catalogues.compiled(language) for language in catalogues.LOCALES}
        self.none_where(
            lambda language, entry: (
                catalogues.looked_up(ready[language], entry) != catalogues.translated(entry)
            ),
            "run script/messages",
        )

    def test_placeholders_and_tags_are_kept(self):
        self.none_where(
            lambda _, entry: any(
                marks(text) not in (marks(entry["msgid"]), marks(entry.get("msgid_plural", entry["msgid"])))
                for text in catalogues.translated(entry)
            ),
            "a translation has other placeholders or tags than the text",
        )

    def test_german_has_two_plural_forms_and_chinese_one(self):
        forms = {"de": 2, "zh-hans": 1}
        self.none_where(
            lambda language, entry: (
                len(catalogues.translated(entry)) != (forms[language] if "msgid_plural" in entry else 1)
            ),
            "a plural form is missing",
        )


def marks(text):
    return Counter(PLACEHOLDER.findall(text))


class PageTests(StudioTestCase):
    def read_in(self, language, address):
        self.user.language = language
        self.user.save()
        return self.client.get(address)

    def test_pages_are_in_the_language_that_a_person_chose(self):
        make_track(owner=self.user)
        for address, headings in HEADINGS.items():
            for language, heading in headings.items():
                with self.subTest(address=address, language=language):
                    response = self.read_in(language, address)
                    self.assertContains(response, f'<html lang="{language}"')
                    self.assertRegex(response.content.decode(), rf"<h1[^>]*>{heading}</h1>")

    def test_the_door_speaks_as_the_browser_asks(self):
        stranger = Client(headers={"accept-language": "zh-CN,zh;q=0.9"})
        self.assertContains(stranger.get("/accounts/login/"), "登录")

    def test_what_versions_are_good_at_is_translated_where_it_is_shown(self):
        self.assertContains(self.read_in("de", "/create/generate/"), "Passt fast immer, bis zu sechs Minuten")
        self.assertNotContains(self.read_in("de", "/create/generate/"), ModelVersion.V6.good_at)

    def test_a_refusal_is_told_in_the_readers_language(self):
        job = make_job(owner=self.user, state=Job.State.FAILED, error_code="sensitive")
        for language, start in {"de": "KIE hat den Inhalt abgelehnt", "zh-hans": "KIE 拒绝了内容"}.items():
            with translation.override(language):
                self.assertTrue(explain(job).startswith(start))

    def test_dates_are_written_as_the_language_does(self):
        track = make_track(owner=self.user)
        day = track.made_at
        self.assertContains(
            self.read_in("zh-hans", track.get_absolute_url()), f"{day.year}年{day.month}月{day.day}日"
        )

    def test_one_chooses_a_language_by_its_own_name(self):
        response = self.read_in("de", "/settings/")
        self.assertContains(response, "简体中文")
        self.assertContains(response, "Deutsch")
