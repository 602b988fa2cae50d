"""Whose key pays: the server's, or a person's own."""

from decimal import Decimal
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import switches

from ..kie.client import Client
from ..sealing import seal, unseal
from .holds import Holdable


def hint_of(key):
    """The last four characters: enough to tell keys apart, too few to use one."""
    return key[-4:] if len(key) > 8 else ""


class ProviderAccountQuerySet(models.QuerySet):
    def for_server(self, account=None):
        """The server's account at today's KIE_API_BASE_URL, if it is not at hand. Its keys follow the environment."""
        account = account or self.get_or_create(owner=None, base_url=settings.KIE_API_BASE_URL)[0]
        account.follow_environment()
        return account

    def for_person(self, user):
        """Their own account where they brought a key and may use it, else the server's. Every page asks, so in one
        query."""
        theirs = (
            models.Q(owner=user, removed_at=None) if switches.is_on("own_keys", user) else models.Q(pk__in=[])
        )
        servers = models.Q(owner=None, base_url=settings.KIE_API_BASE_URL)
        found = {account.owner_id: account for account in self.filter(theirs | servers)}
        return found.get(user.pk) or self.for_server(found.get(None))

    def in_use(self):
        """Those that can be asked: not removed, with a key."""
        return self.filter(removed_at=None).exclude(sealed_key="")


class ProviderAccount(Holdable):
    """One key at the provider, with what was last heard of its balance. Keys are written, never shown."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="provider_accounts",
        verbose_name=_("owner"),
        help_text=_("Empty: the server's own account."),
    )
    base_url = models.URLField(_("address"))
    style = models.CharField(_("wire style"), max_length=10, default="dedicated")
    sealed_key = models.TextField(blank=True, editable=False)
    sealed_hmac_key = models.TextField(blank=True, editable=False)
    key_hint = models.CharField(_("key ends in"), max_length=4, blank=True, editable=False)
    balance = models.DecimalField(_("credits"), max_digits=14, decimal_places=3, null=True, editable=False)
    balance_at = models.DateTimeField(_("heard"), null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ProviderAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider account")
        verbose_name_plural = _("provider accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["base_url"], condition=models.Q(owner=None), name="one_server_account_per_address"
            ),
            models.UniqueConstraint(
                fields=["owner"], condition=models.Q(removed_at=None), name="one_own_account_per_person"
            ),
        ]

    def __str__(self):
        return (
            str(self.owner) if self.owner_id else _("the server’s account at {host}").format(host=self.host)
        )

    @property
    def host(self):
        return urlsplit(self.base_url).netloc

    @property
    def is_sandbox(self):
        return settings.SANDBOX and self.base_url == settings.KIE_API_BASE_URL

    @property
    def key(self):
        return unseal(self.sealed_key)

    @property
    def hmac_key(self):
        return unseal(self.sealed_hmac_key)

    @property
    def has_key(self):
        """One that can be used: sealed with a field key that we still have."""
        return bool(self.key)

    @property
    def is_shut(self):
        """Something is stored that no field key opens: they were lost or changed."""
        return any(sealed and not unseal(sealed) for sealed in (self.sealed_key, self.sealed_hmac_key))

    @property
    def secrets(self):
        """Everything of this account that must never be written down."""
        return [secret for secret in (self.key, self.hmac_key) if secret]

    def set_key(self, key, hmac_key=""):
        self.sealed_key, self.key_hint = seal(key), hint_of(key)
        self.sealed_hmac_key = seal(hmac_key)

    def forget_key(self):
        """The keys are gone; its last characters stay, so that the same key finds its songs again."""
        self.sealed_key = self.sealed_hmac_key = ""

    def follow_environment(self):
        wanted = (settings.KIE_API_KEY, settings.KIE_WEBHOOK_HMAC_KEY, settings.KIE_API_STYLE)
        if (self.key, self.hmac_key, self.style) != wanted:
            self.set_key(settings.KIE_API_KEY, settings.KIE_WEBHOOK_HMAC_KEY)
            self.style = settings.KIE_API_STYLE
            self.save(update_fields=["sealed_key", "sealed_hmac_key", "key_hint", "style"])

    def client(self, style=""):
        return Client(self.base_url, self.key, style or self.style)

    def heard_balance(self, credits: Decimal):
        self.balance, self.balance_at = credits, timezone.now()
        self.save(update_fields=["balance", "balance_at"])
