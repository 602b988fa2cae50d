"""What tests of the desk share: an administrator, and a studio in which all is well."""

from unittest import mock

from django.utils import timezone

from music.queue import QUEUES
from music.services import beats
from tests.base import StudioTestCase
from tests.factories import make_account, make_user


class DeskTestCase(StudioTestCase):
    """`self.boss` is signed in; `self.user` is somebody. The queues were seen at work, the balance was heard."""

    def setUp(self):
        super().setUp()
        self.boss = make_user(email="boss@studio.example", name="Boss", is_staff=True, is_superuser=True)
        self.client.force_login(self.boss)
        self.account = make_account()
        self.account.heard_balance(500)
        self.seen = dict.fromkeys((*QUEUES, "clock"), timezone.now())
        self.enterContext(mock.patch("music.services.health.last_beats", lambda: self.seen))
        for name in QUEUES:
            beats.mark(name)
