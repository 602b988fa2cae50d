"""What is done to many rows in Django's administration asks once more, with how many and which."""

from unittest import mock

from allauth.account.models import EmailAddress
from django.contrib import admin

from accounts import sure
from accounts.models import AuditEntry
from music.models import Share
from tests.desk.base import DeskTestCase
from tests.factories import make_track, make_user

PEOPLE, SHARES, TRACKS = "/admin/accounts/user/", "/admin/music/share/", "/admin/music/track/"


class SureTests(DeskTestCase):
    def act(self, address, action, *rows, **more):
        data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(address, data, follow=True)

    def test_every_action_of_ours_names_what_it_concerns_and_does_nothing_yet(self):
        person, track = make_user(name="Ida", email="ida@studio.example"), make_track(title="Harbour lights")
        share = Share.objects.create(owner=self.user, track=track)
        for address, action, row, told in (
            (PEOPLE, "have_leave", person, ["1 person is signed out now", "Ida", "ida@studio.example"]),
            (PEOPLE, "make_password_link", person, ["set for 1 person", "Ida"]),
            (PEOPLE, "confirm_address", person, ["The address of 1 person", "Ida"]),
            (SHARES, "revoke", share, ["1 link is closed", "Harbour lights"]),
            (TRACKS, "archive_again", track, ["1 song is copied again", "Harbour lights"]),
        ):
            page = self.act(address, action, row)
            for words in [*told, "Leave it"]:
                self.assertContains(page, words, msg_prefix=action)
        self.assertFalse(AuditEntry.objects.exists())
        person.refresh_from_db()
        self.assertIsNone(person.leaves_at)

    def test_what_the_page_sends_does_it_to_these_and_no_others(self):
        people = [make_user() for _number in range(3)]
        page = self.act(PEOPLE, "have_leave", people[0], people[1])
        self.assertContains(page, "2 people are signed out now")
        fields = {}
        for name, value in page.context["fields"]:
            fields.setdefault(name, []).append(value)
        self.client.post(page.context["address"], fields | {"sure": "yes"})
        for person in people:
            person.refresh_from_db()
        self.assertEqual([person.leaves_at is None for person in people], [False, False, True])

    def test_more_than_may_be_at_once_are_refused_whole(self):
        people = [make_user() for _number in range(21)]
        page = self.act(PEOPLE, "make_password_link", *people, sure="yes")
        self.assertContains(page, "Choose 20 at the most at once.")
        self.assertFalse(AuditEntry.objects.exists())

    def test_of_many_the_first_are_named_and_all_are_counted(self):
        with mock.patch.object(sure, "SHOWN", 1):
            page = self.act(PEOPLE, "have_leave", make_user(), make_user())
        self.assertContains(page, "2 people")
        self.assertContains(page, "The first 1 of them")


class AddressTests(DeskTestCase):
    """Those people sign in with."""

    def test_no_page_of_another_package_changes_them(self):
        self.assertFalse(admin.site.is_registered(EmailAddress))
        self.assertEqual(self.client.get("/admin/account/emailaddress/").status_code, 404)
        self.assertNotContains(self.client.get("/admin/"), "emailaddress")

    def confirm(self, person):
        data = {"action": "confirm_address", "_selected_action": [person.pk], "sure": "yes"}
        return self.client.post(PEOPLE, data, follow=True)

    def test_one_is_taken_as_confirmed_and_that_is_written_down(self):
        mine = EmailAddress.objects.create(user=self.user, email=self.user.email, primary=True)
        wanted = EmailAddress.objects.create(user=self.user, email="new@studio.example")
        self.assertContains(self.confirm(self.user), "1 address is confirmed.")
        self.assertContains(self.confirm(self.user), "0 addresses are confirmed.")
        for address in (mine, wanted):
            address.refresh_from_db()
        self.assertEqual((mine.verified, wanted.verified), (True, False))
        entry = AuditEntry.objects.get()
        self.assertEqual((entry.what, entry.on_name), ("person.confirmed", str(self.user)))
