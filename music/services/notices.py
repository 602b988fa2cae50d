"""Telling people that a job of theirs is done, has failed, or was not allowed: in the page, by e-mail, by push; once each, whatever is killed."""

import hashlib

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation

from sunostudio import addresses

from ..media import posting
from ..models import Delivery, Job, Notice, PushSubscription
from ..operations import registry
from ..queue import enqueue
from . import outbox

Channel = Delivery.Channel
MOST_BROWSERS = 10


def ended(job, was_over=False):
    """Within the transaction that ends it. A failed job can still hear good news: then its notice says so, and no
    second letter leaves."""
    if not _is_told(job):
        return
    is_good, person = job.state == Job.State.DONE, job.owner
    channels = _channels(person)
    if not channels and not person.notify_page:
        return
    # The job's row is locked: nobody else makes one.
    notice = Notice.objects.filter(job=job).first() if was_over else None
    if notice is None:
        first = {"owner": person, "is_good": is_good, "is_shown": person.notify_page}
        _send_out(Notice.objects.create(job=job, **first), channels)
    elif is_good and not notice.is_good:
        Notice.objects.filter(pk=notice.pk).update(is_good=True, read_at=None, made_at=timezone.now())


def _is_told(job):
    operation = registry.OPERATIONS.get(job.operation)
    was_asked_here = not job.reuses_record or job.sent_at
    is_ended = job.state in (Job.State.DONE, Job.State.FAILED) or job.is_declined
    return is_ended and operation is not None and operation.is_told and was_asked_here and job.owner.is_active


def _channels(person):
    has_mail = person.notify_email and settings.EMAIL_URL
    has_browser = person.notify_push and PushSubscription.objects.filter(owner=person).exists()
    return [Channel.EMAIL] * bool(has_mail) + [Channel.PUSH] * has_browser


def _send_out(notice, channels):
    for channel in channels:
        enqueue("deliver_notice", notice.deliveries.create(channel=channel, due_at=outbox.first_due()).pk)


def deliver(delivery):
    outbox.send(delivery, lambda: SEND[delivery.channel](delivery.notice))


def _told(notice):
    """(subject, text) in its owner's language."""
    context = {
        "notice": notice,
        "job": notice.job,
        "address": addresses.of(notice.job.get_absolute_url()),
    }
    with translation.override(notice.owner.language or settings.LANGUAGE_CODE):
        subject, text = render_to_string("music/mail/notice.txt", context).strip().split("\n", 1)
    return subject, text.strip()


def _email(notice):
    """With a number of its own, by which mail servers know a letter that comes twice."""
    subject, text = _told(notice)
    headers = {"Message-ID": f"<{notice.uuid}@suno-studio>", "Auto-Submitted": "auto-generated"}
    EmailMessage(subject, text, None, [notice.owner.email], headers=headers).send()


def _push(notice):
    """To each browser; one that is gone is forgotten. The same tag twice is shown once."""
    subject, text = _told(notice)
    told = {
        "title": subject,
        "body": text.split("\n")[0],
        "url": notice.job.get_absolute_url(),
        "tag": notice.uuid.hex,
    }
    troubles = []
    for subscription in PushSubscription.objects.filter(owner=notice.owner_id):
        try:
            posting.push(subscription, told, topic=notice.uuid.hex)
        except posting.GoneAway:
            subscription.delete()
        except posting.NotTaken as error:
            troubles.append(error)
    if troubles:
        raise troubles[0]


SEND = {Channel.EMAIL: _email, Channel.PUSH: _push}


def read_all(person):
    Notice.objects.of(person).unread().update(read_at=timezone.now())


def subscribe(person, endpoint, p256dh, auth):
    """A browser is one person's: whoever is signed in there now."""
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    row = {"owner": person, "endpoint": endpoint, "p256dh": p256dh, "auth": auth}
    PushSubscription.objects.update_or_create(digest=digest, defaults=row)
    known = PushSubscription.objects.filter(owner=person).order_by("-pk")
    PushSubscription.objects.filter(pk__in=list(known.values_list("pk", flat=True)[MOST_BROWSERS:])).delete()


def unsubscribe(person, endpoint):
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    PushSubscription.objects.filter(owner=person, digest=digest).delete()
