import io
import itertools
import tempfile
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

from cryptography.fernet import Fernet
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import override_settings

from music.kie.errors import Refused
from music.models import ProviderAccount
from music.sealing import field_keys, is_newest, seal, unseal
from music.services import resealing
from sunostudio import disk
from tests.base import StudioTestCase
from tests.factories import make_account, make_user

KEY, HMAC_KEY = "a-key-of-my-own-9f3c", "an-hmac-key-of-my-own"


class Killed(BaseException):
    """As a SIGKILL, nobody catches it."""


class SealingTestCase(StudioTestCase):
    """With a file of field keys of its own, in which an older one stands behind the newest."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "field_key"
        self.old = Fernet.generate_key().decode()
        self.file.write_text(self.old + "\n")
        kept = override_settings(FIELD_KEYS=[], FIELD_KEY_FILE=self.file)
        kept.enable()
        self.addCleanup(kept.disable)
        self.account = make_account(owner=self.user)
        self.account.set_key(KEY, HMAC_KEY)
        self.account.save()

    def put_before(self):
        new = Fernet.generate_key().decode()
        self.file.write_text(f"{new}\n{self.old}\n")
        return new

    def told(self, *options):
        said, complaint = io.StringIO(), io.StringIO()
        with mock.patch("time.sleep"):
            call_command("reseal", *options, stdout=said, stderr=complaint)
        return said.getvalue() + complaint.getvalue()

    def assertOpens(self, account=None):
        account = ProviderAccount.objects.get(pk=(account or self.account).pk)
        self.assertEqual((account.key, account.hmac_key), (KEY, HMAC_KEY))
        return account


class SealTests(SealingTestCase):
    def test_a_new_first_key_seals_at_once_and_the_older_one_opens(self):
        self.put_before()
        self.assertOpens()
        self.assertTrue(is_newest(seal("text")))
        self.assertFalse(is_newest(self.account.sealed_key))

    def test_nothing_opens_what_no_key_fits(self):
        self.file.write_text(Fernet.generate_key().decode())
        self.assertEqual(unseal(self.account.sealed_key), "")

    def test_the_environment_wins_over_the_file(self):
        with override_settings(FIELD_KEYS=["given"]):
            self.assertEqual(field_keys(), ["given"])


class ResealTests(SealingTestCase):
    def test_everything_gets_the_newest_seal(self):
        new = self.put_before()
        self.assertIn("2 sealed anew, 0 had the newest seal", self.told())
        self.assertIn("0 sealed anew, 2 had the newest seal", self.told())
        self.file.write_text(new)
        self.assertOpens()

    def test_it_names_whose_key_no_key_opens_and_seals_the_others(self):
        lost = make_account(owner=make_user(email="lost@studio.example", name="Lost"))
        ProviderAccount.objects.filter(pk=lost.pk).update(
            sealed_key=Fernet(Fernet.generate_key()).encrypt(b"x").decode()
        )
        self.put_before()
        said = self.told()
        self.assertIn("2 sealed anew", said)
        self.assertIn(f"No key opens what is stored for {lost} (account {lost.pk})", said)

    def test_it_does_not_undo_a_key_that_is_entered_meanwhile(self):
        self.put_before()
        newer = seal("entered meanwhile")

        def overtaken(text):
            ProviderAccount.objects.filter(pk=self.account.pk).update(sealed_key=newer, sealed_hmac_key=newer)
            return Fernet(field_keys()[0]).encrypt(text.encode()).decode()

        with mock.patch.object(resealing, "seal", overtaken):
            self.assertEqual(resealing.reseal().count, 0)
        self.assertEqual(ProviderAccount.objects.get(pk=self.account.pk).key, "entered meanwhile")

    def test_it_says_no_secret(self):
        said = self.told("--new-key")
        for secret in (KEY, HMAC_KEY, self.old, self.file.read_text().strip()):
            self.assertNotIn(secret, said)


class NewKeyTests(SealingTestCase):
    def test_the_new_key_is_alone_in_the_end_in_a_file_for_us_alone(self):
        self.told("--new-key")
        (new,) = self.file.read_text().split()
        self.assertNotEqual(new, self.old)
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)
        self.assertEqual([path.name for path in self.file.parent.iterdir()], ["field_key"])
        self.assertOpens()

    def test_what_was_sealed_with_the_old_key_meanwhile_is_sealed_anew(self):
        late = Fernet(self.old).encrypt(KEY.encode()).decode()

        def someone_writes(_seconds):
            ProviderAccount.objects.filter(pk=self.account.pk).update(sealed_key=late)

        with mock.patch("time.sleep", someone_writes):
            resealing.with_new_key()
        self.assertOpens()

    def test_killed_at_any_step_every_key_still_opens_and_the_next_run_ends_it(self):
        for step in range(1, 9):
            with self.subTest(step), self.killed_at(step), mock.patch("time.sleep"):
                try:
                    resealing.with_new_key()
                except Killed:
                    self.assertOpens()
            self.told("--new-key")
            self.assertOpens()
            self.assertEqual(len(field_keys()), 1)

    def killed_at(self, step):
        """Die before or after each thing that is written."""
        moments = itertools.count(1)

        def mortal(write):
            def dying(*args):
                die(next(moments))
                done = write(*args)
                die(next(moments))
                return done

            return dying

        def die(moment):
            if moment == step:
                raise Killed

        stack = ExitStack()
        for module, name in ((disk, "write"), (resealing, "seal")):
            stack.enter_context(mock.patch.object(module, name, mortal(getattr(module, name))))
        return stack

    def test_keys_of_the_environment_are_not_ours_to_change(self):
        with (
            override_settings(FIELD_KEYS=[self.old]),
            self.assertRaisesMessage(CommandError, "start the studio again"),
        ):
            self.told("--new-key")
        self.assertEqual(self.file.read_text().split(), [self.old])


class LostKeysTests(SealingTestCase):
    """FIELD_KEYS were lost or mixed up: nobody wonders why their key does not work."""

    def setUp(self):
        super().setUp()
        self.file.write_text(Fernet.generate_key().decode())

    def warnings(self):
        return [
            message.msg for message in run_checks(databases=["default"]) if message.id == "studio.sealed_keys"
        ]

    def test_the_start_says_whose_keys_cannot_be_opened(self):
        (warning,) = self.warnings()
        self.assertIn(f"No field key opens the provider keys of {self.user}", warning)
        self.file.write_text(self.old)
        self.assertEqual(self.warnings(), [])

    def test_it_says_nothing_before_there_is_a_table(self):
        with mock.patch.object(ProviderAccount.objects, "exclude", side_effect=DatabaseError):
            self.assertEqual(self.warnings(), [])

    def test_the_settings_page_says_so(self):
        self.assertContains(self.client.get("/settings/"), "This key cannot be opened any more")
        self.file.write_text(self.old)
        self.assertNotContains(self.client.get("/settings/"), "This key cannot be opened any more")

    def test_a_form_says_so_before_anything_is_sent(self):
        response = self.client.post("/create/style-boost/", {"content": "slow synth-pop"})
        self.assertContains(response, "The stored key cannot be opened any more", status_code=422)

    def test_nothing_is_asked_of_the_provider_without_a_key(self):
        with self.assertRaises(Refused) as caught:
            ProviderAccount.objects.get(pk=self.account.pk).client().credits()
        self.assertEqual(caught.exception.code, "no_key")
        self.assertEqual(len(self.provider.calls), 0)
