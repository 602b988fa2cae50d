"""Telling administrators of trouble: by letter and by signed webhook, once when it begins and once when it is over."""

import hashlib
import hmac
import json
import logging
import time

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from sunostudio import addresses

from ..media import posting
from ..models import Alert, Incident
from ..queue import enqueue
from . import outbox

log = logging.getLogger(__name__)
Channel = Alert.Channel


def settle(troubles, still):
    """Bring the incidents to what there is now: `troubles`, {kind: (words, address)}, begin where they are new; what is
    in `still` is not over. Who looks at the same time writes the same, once."""
    for incident in Incident.objects.filter(over_at=None).exclude(kind__in=still):
        _end(incident)
    known = set(Incident.objects.filter(over_at=None).values_list("kind", flat=True))
    for kind, (words, address) in troubles.items():
        if kind not in known:
            _begin(kind, words, address)


def _begin(kind, words, address):
    try:
        with transaction.atomic():
            incident = Incident.objects.create(kind=kind, words=words, address=address)
            _send_out(incident, is_over=False)
    except IntegrityError:
        log.info("Another process told of %s.", kind)


@transaction.atomic
def _end(incident):
    if Incident.objects.filter(pk=incident.pk, over_at=None).update(over_at=timezone.now()):
        _send_out(incident, is_over=True)


def _send_out(incident, is_over):
    for channel in _channels():
        words = {"incident": incident, "is_over": is_over, "channel": channel}
        enqueue("send_alert", Alert.objects.create(**words, due_at=outbox.first_due()).pk)


def _channels():
    has_mail = settings.EMAIL_URL and bool(_told_by_mail())
    has_hook = bool(settings.ALERT_WEBHOOK_URL)
    return [Channel.EMAIL] * bool(has_mail) + [Channel.WEBHOOK] * has_hook


def send(alert):
    outbox.send(alert, lambda: SEND[alert.channel](alert))


def send_due():
    """By whoever looks, where no worker is there to do it."""
    for alert in Alert.objects.filter(due_at__lte=outbox.first_due()).select_related("incident"):
        send(alert)


def _told_by_mail():
    """Whom ALERT_EMAIL names; else all administrators who have not switched it off."""
    staff = User.objects.filter(is_superuser=True, is_active=True, notify_trouble=True).exclude(email="")
    return settings.ALERT_EMAIL or list(staff.values_list("email", flat=True))


def _email(alert):
    incident, has_switch = alert.incident, not settings.ALERT_EMAIL
    context = {
        "incident": incident, "is_over": alert.is_over, "address": _address(incident), "has_switch": has_switch,
    }  # fmt: skip
    with translation.override(settings.LANGUAGE_CODE):
        subject, text = render_to_string("music/mail/alert.txt", context).strip().split("\n", 1)
    number = f"<{incident.uuid}-{'over' if alert.is_over else 'began'}@suno-studio>"
    headers = {"Message-ID": number, "Auto-Submitted": "auto-generated"}
    EmailMessage(subject, text.strip(), None, _told_by_mail(), headers=headers).send()


def _webhook(alert):
    incident = alert.incident
    body = json.dumps(
        {
            "event": "incident.over" if alert.is_over else "incident.began",
            "id": str(incident.uuid),
            "kind": incident.kind,
            "words": incident.words,
            "address": _address(incident),
            "began_at": incident.began_at.isoformat(),
            "over_at": incident.over_at.isoformat() if alert.is_over else None,
        }
    ).encode()
    posting.post(settings.ALERT_WEBHOOK_URL, body, signed(body, str(int(time.time()))))


def signed(body, timestamp):
    """The headers by which a receiver knows that it is ours: HMAC-SHA256 of the timestamp, a dot and the body."""
    key = settings.ALERT_WEBHOOK_KEY.encode()
    digest = hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"X-Studio-Timestamp": timestamp, "X-Studio-Signature": f"sha256={digest}"}


def _address(incident):
    return addresses.of(incident.address)


SEND = {Channel.EMAIL: _email, Channel.WEBHOOK: _webhook}
