"""A row always has a name that a page can show, also where a person or the provider gave it none."""

from django.test import TestCase
from django.urls import reverse

from tests.factories import make_draft, make_track, make_upload, make_user


class UntitledTests(TestCase):
    def test_a_row_without_a_title_is_called_untitled(self):
        for make in (make_track, make_upload, make_draft):
            self.assertEqual(str(make(title="")), "Untitled")

    def test_lists_show_what_has_no_title(self):
        user = make_user()
        make_upload(owner=user, title="")
        make_draft(owner=user, title="")
        self.client.force_login(user)
        for name in ("upload_list", "draft_list"):
            self.assertContains(self.client.get(reverse(name)), "Untitled")
