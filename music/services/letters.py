"""Letters to who runs the server about a job that waits for a yes: each sent once, and tried again while it waits."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts import roles
from accounts.models import User
from sunostudio import addresses

from ..models import Letter
from ..queue import enqueue
from . import outbox


def ask(job):
    """Within the transaction that writes the job. To each who may decide and wants letters; the page has it anyway."""
    if not settings.EMAIL_URL:
        return
    staff = User.objects.filter(is_staff=True, is_active=True, notify_approvals=True).exclude(email="")
    for person in (one for one in staff if roles.may_settle(one, job)):
        letter, is_new = Letter.objects.get_or_create(
            job=job, to=person, defaults={"due_at": outbox.first_due()}
        )
        if is_new:
            enqueue("send_letter", letter.pk)


def send(letter):
    if letter.job.is_held:
        outbox.send(letter, lambda: _email(letter))
    else:  # somebody has decided
        Letter.objects.filter(pk=letter.pk).update(due_at=None)


def _email(letter):
    """In their language, with a number of its own, by which mail servers know a letter that comes twice."""
    context = {"job": letter.job, "address": addresses.of(reverse("approvals"))}
    with translation.override(letter.to.language or settings.LANGUAGE_CODE):
        subject, text = render_to_string("music/mail/approval.txt", context).strip().split("\n", 1)
    number = f"<{letter.job.uuid}-{letter.to_id}@suno-studio>"
    headers = {"Message-ID": number, "Auto-Submitted": "auto-generated"}
    EmailMessage(subject, text.strip(), None, [letter.to.email], headers=headers).send()
