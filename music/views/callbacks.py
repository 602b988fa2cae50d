"""The one address meant for the provider. It trusts nobody, answers fast, and is calm about nonsense."""

import json
import time

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponseNotAllowed, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from sunostudio import tracing
from sunostudio.bodies import takes
from sunostudio.limits import Limit, network_of

from ..kie import results, signature
from ..models import Job, JobEvent
from ..operations import registry
from ..services import counts, hearing

# Bytes. Most have a few kB. The notes of a song come in its MIDI's: about 80 bytes each, some 20 a second on all
# parts together, 0.8 MB for eight minutes; a dense arrangement has five times that.
LARGEST = 8 * 1024 * 1024
# What is new about a job: there are four at most. The same again is not counted.
NEWS = Limit("callbacks of a job", 60, 60), Limit("callbacks of a job", 500, 24 * 3600)
STRANGERS = Limit("callbacks of nobody", 30, 60)
KNOWN = 200, "known"
NEEDED = ("uuid", "token", "task_id", "operation", "style", "account__sealed_key", "account__sealed_hmac_key")


@csrf_exempt
@login_not_required
@takes(None)
def receive(request, token):
    """Plain answers, no exceptions: a stranger must not fill the log or the administrator's mailbox.

    What is not known, or comes too often, is answered before its body is read. 429 is no loss: the provider tries
    again, and asking finishes the job in any case.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    job = Job.objects.select_related("account").only(*NEEDED).filter(token=token).first()
    if job is None:
        return _answer(request, 404, "unknown", wait=STRANGERS.count(network_of(request)))
    if wait := max(limit.wait(job.pk) for limit in NEWS):
        return _answer(request, 429, "", wait)
    tracing.note(job=str(job.uuid))
    heard = _hear(request, job)
    if heard != KNOWN:
        for limit in NEWS:
            limit.count(job.pk)
    return _answer(request, *heard)


def _answer(request, status, word, wait=0):
    request.retry_after = wait  # from 1 on, `SayWhen` makes it a 429
    word = "too often" if wait else word
    counts.count("callbacks", word)
    return JsonResponse({"status": word}, status=status)


def _hear(request, job):
    """What is answered: a status and a word."""
    body = _read(request)
    if not isinstance(body, dict):
        return body
    return _refusal(request, job, body) or _take(job, body)


def _read(request):
    """The body as a dict; else the refusal, a status and a word."""
    try:
        if int(request.headers.get("Content-Length") or 0) > LARGEST:
            return 413, "too large"
        raw = _stream(request).read(LARGEST + 1)
        if len(raw) > LARGEST:
            return 413, "too large"
        body = json.loads(raw)
    except (ValueError, RecursionError, OSError):
        return 400, "not JSON"
    return body if isinstance(body, dict) else (400, "not an object")


def _stream(request):
    """A body sent in chunks has no length, and Django takes it for empty; our server knows where it ends."""
    is_chunked = request.headers.get("Transfer-Encoding") and request.META.get("wsgi.input_terminated")
    return request.META["wsgi.input"] if is_chunked else request


def _refusal(request, job, body):
    task_id = results.task_id_of(body)
    if job.account.sealed_hmac_key and not _is_signed(request, job, task_id):
        return 401, "wrong signature"
    if job.task_id and task_id != job.task_id:
        return 400, "another task"
    return None


def _is_signed(request, job, task_id):
    return signature.is_valid(
        timestamp=request.headers.get(signature.TIMESTAMP_HEADER),
        signature=request.headers.get(signature.SIGNATURE_HEADER),
        task_id=task_id, key=job.account.hmac_key, now=time.time(),
    )  # fmt: skip


def _take(job, body):
    result = registry.get(job.operation).readers(job).callback(body)
    if result.stage == results.Stage.UNREADABLE:
        return 400, "unreadable"
    with transaction.atomic():
        locked = job.lock()  # of eight at once, seven hear that it was said
        if not job.note(JobEvent.Kind.CALLBACK, status=200, words=str(result.stage), body=body):
            return KNOWN
        hearing.apply_locked(locked, result)
    return 200, "received"
