"""Corrections of limits, prices and versions: forms, counters and price tags follow by themselves."""

from decimal import Decimal
from unittest.mock import patch
from uuid import uuid4

from accounts.models import AuditEntry
from music import catalogue
from music.kie.limits import ModelVersion
from music.models import Correction, Job
from music.services import corrections
from sunostudio.remembered import Remembered
from tests.base import StudioTestCase
from tests.factories import make_user

PAGE = "/admin/desk/catalogue/"
SONG = {"custom_mode": "on", "model": "V5", "style": "waltz", "prompt": "La la"}


class CatalogueTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.boss = make_user(name="Boss", is_staff=True, is_superuser=True)
        self.desk = self.client_class()
        self.desk.force_login(self.boss)

    def correct(self, slug, **figures):
        """As the page posts it: all figures, these changed."""
        fields = self.desk.get(f"{PAGE}{slug}/").context["form"]
        data = {field.html_name: "" if field.value() is None else field.value() for field in fields}
        return self.desk.post(
            f"{PAGE}{slug}/", data | {name.replace("__", "."): value for name, value in figures.items()}
        )

    def label(self, version, status="discontinued", **more):
        return self.desk.post(
            f"{PAGE}versions/{version}/", {f"{version}-status": status, **more}, follow=True
        )

    def make(self, **fields):
        return self.client.post("/create/generate/", SONG | {"title": "Mine", "submission": uuid4()} | fields)


class LimitTests(CatalogueTestCase):
    def test_a_form_refuses_and_counts_by_the_corrected_limit(self):
        self.assertEqual(self.make(title="x" * 80).status_code, 302)
        self.correct("generate", V5__title=70)
        answer = self.make(title="x" * 80)
        self.assertContains(answer, "80 of 70 characters", status_code=422)
        form = answer.context["form"]
        self.assertEqual(form.limits_by_version["V5"]["title"], 70)
        self.assertEqual(form.limits_by_version["V4"]["title"], 80)

    def test_and_takes_more_where_it_was_raised(self):
        self.assertEqual(self.make(title="x" * 90).status_code, 422)
        self.correct("generate", V5__title=100)
        self.assertEqual(self.make(title="x" * 90).status_code, 302)
        self.assertEqual(self.make(title="x" * 90, model="V4").status_code, 422)

    def test_the_original_stands_beside_it_and_one_button_returns_to_it(self):
        self.correct("generate", V5__title=70)
        self.assertContains(self.desk.get(f"{PAGE}generate/"), "Back to 80")
        self.assertContains(self.desk.get(PAGE), "1 correction")
        self.desk.post(f"{PAGE}generate/", {"back": "V5.title"})
        self.assertEqual(catalogue.limits_of("generate", ModelVersion.V5).title, 80)
        self.assertFalse(Correction.objects.exists())

    def test_what_is_as_in_the_table_is_no_correction(self):
        self.correct("generate")
        self.assertFalse(Correction.objects.exists())
        self.assertFalse(AuditEntry.objects.exists())

    def test_nonsense_is_refused_beside_the_field_and_nothing_is_lost(self):
        for wrong in ("0", "-5", "many", "9" * 12):
            answer = self.correct("generate", V5__title=wrong, V4__title="77")
            self.assertEqual(answer.status_code, 422)
            self.assertIn("V5.title", answer.context["form"].errors)
            self.assertContains(answer, 'value="77"', status_code=422)
        self.assertFalse(Correction.objects.exists())

    def test_it_stands_in_the_log(self):
        self.correct("generate", V5__title=70)
        entry = AuditEntry.objects.get()
        self.assertEqual((entry.what, entry.on_name), ("catalogue.corrected", "generate V5 title"))
        self.assertEqual(entry.changes, {"title": ["80", "70"]})

    def test_both_ends_of_a_range(self):
        self.assertEqual(self.make(duration=400, model="V6").status_code, 422)
        self.correct("generate", **{"V6__duration:least": 20, "V6__duration:most": 480})
        self.assertEqual(self.make(duration=400, model="V6").status_code, 302)
        self.assertEqual(self.make(duration=400, model="V5_5").status_code, 422)
        self.assertContains(
            self.make(duration=15, model="V6"), "greater than or equal to 20", status_code=422
        )
        self.assertContains(self.client.get("/create/generate/"), 'max="480"')

    def test_a_range_that_ends_before_it_begins_is_refused(self):
        answer = self.correct("generate", **{"V6__duration:least": 500})
        self.assertContains(answer, "This is less than the least, 500.", status_code=422)
        self.assertFalse(Correction.objects.exists())

    def test_the_range_of_a_sound_and_of_a_part_to_replace(self):
        self.correct("sounds", **{"V5__sound_tempo:most": 200})
        sound = {"model": "V5", "prompt": "Rain", "sound_tempo": 250}
        self.assertEqual(
            self.client.post("/create/sounds/", sound | {"submission": uuid4()}).status_code, 422
        )
        self.correct("replace-section", **{"V5__section:least": 5})
        self.assertEqual(catalogue.limits_of("replace-section", ModelVersion.V5).section, (5, 0.5))

    def test_every_operation_has_its_page(self):
        for slug in ("lyrics", "stems", "video", "voice", "midi", "recovery"):
            self.assertEqual(self.correct(slug).status_code, 302, slug)
        self.assertEqual(self.desk.get(f"{PAGE}nothing/").status_code, 404)


class PriceTests(CatalogueTestCase):
    def test_the_button_the_job_and_the_ledger_have_the_corrected_price(self):
        self.correct("generate", **{".price": "14.5"})
        self.assertContains(self.client.get("/create/generate/"), "14.5 credits")
        self.make()
        job = Job.objects.get()
        self.assertEqual(job.expected_price, Decimal("14.5"))
        self.assertEqual(job.ledger.get().credits, Decimal("14.5"))

    def test_a_mode_has_a_price_of_its_own(self):
        self.correct("stems", **{".price:split_stem": "60"})
        self.assertEqual(catalogue.price_of("stems", {"type": "split_stem"}), 60)
        self.assertEqual(catalogue.price_of("stems"), 10)

    def test_an_unknown_one_can_become_known_and_a_known_one_unknown(self):
        self.assertIsNone(catalogue.price_of("midi"))
        self.correct("midi", **{".price": "5"})
        self.assertEqual(catalogue.price_of("midi"), 5)
        self.correct("generate", **{".price": ""})
        self.assertIsNone(catalogue.price_of("generate"))
        self.assertContains(self.client.get("/create/generate/"), "price unknown")


class VersionTests(CatalogueTestCase):
    def test_a_label_moves_it_below_the_current_ones(self):
        self.label("V6_WILD")
        versions = catalogue.versions_of("generate")
        self.assertEqual(versions[:2], [ModelVersion.V6, ModelVersion.V6_MINI])
        page = self.client.get("/create/generate/").content.decode()
        self.assertGreater(page.index('value="V6_WILD"'), page.index("Retired by the provider"))

    def test_one_that_is_taken_up_again_stands_above(self):
        self.label("V4", "current")
        self.assertIn(ModelVersion.V4, catalogue.versions_of("generate")[:4])
        self.assertContains(self.desk.get(PAGE), "As the table has it: V4")
        self.desk.post(f"{PAGE}versions/V4/", {"back": "1"})
        self.assertFalse(Correction.objects.exists())

    def test_one_that_is_not_offered_is_refused_and_old_jobs_keep_it(self):
        self.make()
        self.label("V5", **{"V5-is_hidden": "on"})
        self.assertNotContains(self.client.get("/create/generate/"), 'value="V5"')
        self.assertEqual(self.make().status_code, 422)
        self.assertContains(self.client.get(Job.objects.get().get_absolute_url()), "V5")

    def test_no_operation_is_left_without_any(self):
        for version in list(ModelVersion)[:-1]:
            self.label(version, **{f"{version}-is_hidden": "on"})
        self.assertTrue(all(catalogue.versions_of(slug) for slug in ("sounds", "generate", "add-vocals")))

    def test_what_is_no_version_is_not_there(self):
        self.assertEqual(self.label("V3").status_code, 404)


class ProcessTests(CatalogueTestCase):
    def test_another_process_follows_within_seconds(self):
        with patch("sunostudio.remembered.time.monotonic", return_value=1000) as clock:
            catalogue.corrections.forget()
            catalogue.corrections()
            Correction.objects.create(slug="generate", version="V5", name="title", value=70)
            self.assertEqual(catalogue.limits_of("generate", ModelVersion.V5).title, 80)
            clock.return_value += Remembered.LASTING
            self.assertEqual(catalogue.limits_of("generate", ModelVersion.V5).title, 70)

    def test_a_row_that_nothing_reads_harms_nothing(self):
        """Of a later release, or of an operation that is gone."""
        corrections.correct(self.boss, "generate", "V5", "colour", 7, None)
        corrections.correct(self.boss, "gone", "", "price", Decimal(7), None)
        self.assertEqual(self.client.get("/create/generate/").status_code, 200)
        self.assertEqual(self.desk.get(PAGE).status_code, 200)

    def test_managers_are_kept_out(self):
        self.boss.is_superuser = False
        self.boss.save()
        for page in (PAGE, f"{PAGE}generate/"):
            self.assertEqual(self.desk.get(page).status_code, 403)
            self.assertEqual(self.desk.post(page, {"back": "V5.title"}).status_code, 403)
