from decimal import Decimal
from unittest import mock

import requests

from music.forms import ProviderKeyForm
from music.models import ProviderAccount
from music.operations import registry
from tests.base import StudioTestCase, refused
from tests.factories import make_persona, make_user

KEY = "a-secret-key-of-my-own-9f3c"
CREDIT = "/api/v1/chat/credit"


class PreferencesTests(StudioTestCase):
    def test_name_language_and_theme_are_kept(self):
        self.client.post("/settings/", {"name": "Mira Q", "language": "de", "theme": "dark"})
        self.user.refresh_from_db()
        self.assertEqual((self.user.name, self.user.language, self.user.theme), ("Mira Q", "de", "dark"))
        self.assertContains(self.client.get("/settings/"), 'lang="de"')

    def test_the_theme_button_keeps_only_themes(self):
        for theme, kept in (("dark", "dark"), ("purple", "dark"), ("", "")):
            self.client.post("/settings/theme/", {"theme": theme})
            self.user.refresh_from_db()
            self.assertEqual(self.user.theme, kept)


class ProviderKeyTests(StudioTestCase):
    def post(self, key=KEY, **data):
        return self.client.post("/settings/key/", {"key": key, **data}, follow=True)

    def knows_the_key(self, credits=5916.25):
        self.answers({"code": 200, "msg": "success", "data": credits}, "GET", CREDIT)

    def own(self):
        return ProviderAccount.objects.filter(owner=self.user, removed_at=None).first()

    def test_a_key_that_works_is_kept_sealed_and_used(self):
        self.knows_the_key()
        response = self.post()
        own = self.own()
        self.assertEqual((own.key, own.key_hint, own.balance), (KEY, "9f3c", Decimal("5916.25")))
        self.assertNotIn(KEY, own.sealed_key)
        self.assertIn(KEY, str(self.provider.calls[0].request.headers["Authorization"]))
        self.assertEqual(ProviderAccount.objects.for_person(self.user), own)
        self.assertNotContains(response, KEY)

    def test_it_is_shown_nowhere(self):
        self.knows_the_key()
        self.post()
        for address in ("/settings/", "/library/", "/create/generate/"):
            self.assertNotContains(self.client.get(address), KEY)

    def test_a_wrong_key_is_refused_beside_its_field_and_not_kept(self):
        self.answers(refused(401, "You do not have access permissions"), "GET", CREDIT)
        response = self.post()
        self.assertEqual(response.status_code, 422)
        self.assertIn("key", response.context["key_form"].errors)
        self.assertIsNone(self.own())
        self.assertNotContains(response, KEY, status_code=422)

    def test_with_the_provider_down_nothing_is_kept(self):
        self.answers(requests.ConnectionError(), "GET", CREDIT)
        self.assertEqual(self.post().status_code, 422)
        self.assertIsNone(self.own())

    def test_nonsense_is_refused_without_asking(self):
        for key in ("", " ", "two words", "schlüssel", "x\r\ny"):
            self.assertEqual(self.post(key).status_code, 422, key)
        self.assertEqual(len(self.provider.calls), 0)

    def test_of_two_presses_at_once_one_is_kept(self):
        """The other was looked at before the first was kept."""
        self.knows_the_key()

        def meanwhile(form):
            ProviderAccount.objects.create(owner=self.user, base_url="https://other.example")
            return not form.errors

        with mock.patch.object(ProviderKeyForm, "is_valid", meanwhile):
            self.assertContains(self.post(), "Remove the key that is here")
        self.assertEqual(ProviderAccount.objects.filter(owner=self.user).count(), 1)

    def test_a_removed_key_is_forgotten_and_the_same_one_finds_its_account_again(self):
        self.knows_the_key()
        self.post()
        first = self.own()
        self.client.post("/settings/key/", {"remove": "1"})
        self.assertIsNone(self.own())
        first.refresh_from_db()
        self.assertEqual((first.sealed_key, first.sealed_hmac_key), ("", ""))
        self.post()
        self.assertEqual(self.own(), first)

    def test_another_s_key_is_not_mine(self):
        self.knows_the_key()
        self.post()
        other = make_user()
        self.assertIsNone(ProviderAccount.objects.for_person(other).owner)


class PersonaTests(StudioTestCase):
    def test_one_is_kept_by_its_provider_id_and_can_be_chosen(self):
        data = {"name": "Harbour", "kind": "voice_persona", "provider_id": "abcd1234", "description": ""}
        response = self.client.post("/personas/", data, follow=True)
        self.assertContains(response, "Harbour")
        self.assertContains(self.client.get("/create/generate/"), "Harbour")
        form = registry.get("generate").form(owner=self.user)
        self.assertEqual(form.fields["persona_id"].queryset.get().name, "Harbour")

    def test_the_same_id_twice_and_nonsense_are_refused(self):
        persona = make_persona(owner=self.user)
        for provider_id in (persona.provider_id, "", "a b", "<script>"):
            data = {"name": "x", "kind": "style_persona", "provider_id": provider_id}
            response = self.client.post("/personas/", data)
            self.assertEqual(response.status_code, 422)
            self.assertIn("provider_id", response.context["form"].errors)

    def test_another_s_persona_is_not_there(self):
        theirs = make_persona()
        self.assertEqual(self.client.get(f"/personas/{theirs.uuid}/").status_code, 404)
        self.assertEqual(self.client.post(f"/personas/{theirs.uuid}/delete/").status_code, 404)

    def test_it_can_be_changed_and_removed(self):
        persona = make_persona(owner=self.user)
        data = {"name": "New", "kind": persona.kind, "provider_id": persona.provider_id, "description": "d"}
        self.client.post(f"/personas/{persona.uuid}/", data)
        persona.refresh_from_db()
        self.assertEqual(persona.name, "New")
        self.client.post(f"/personas/{persona.uuid}/delete/")
        self.assertFalse(type(persona).objects.exists())
