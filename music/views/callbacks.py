"""The one address meant for the provider. It trusts nobody, answers fast, and is calm about nonsense."""

import json
import time

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponseNotAllowed, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from ..kie import results, signature
from ..models import Job, JobEvent
from ..operations import registry
from ..services import jobs

LARGEST = 1024 * 1024  # bytes; real ones have a few kB


@csrf_exempt
@login_not_required
def receive(request, token):
    """Plain answers, no exceptions: a stranger must not fill the log or the administrator's mailbox."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    job = Job.objects.select_related("account").filter(token=token).first()
    if job is None:
        return _answer(404, "unknown")
    body = _read(request)
    if not isinstance(body, dict):
        return _answer(*body)
    return _refusal(request, job, body) or _take(job, body)


def _answer(status, word):
    return JsonResponse({"status": word}, status=status)


def _read(request):
    """The body as a dict; else the refusal, a status and a word."""
    try:
        if int(request.headers.get("Content-Length") or 0) > LARGEST:
            return 413, "too large"
        body = json.loads(_stream(request).read(LARGEST + 1)[:LARGEST])
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
        return _answer(401, "wrong signature")
    if job.task_id and task_id != job.task_id:
        return _answer(400, "another task")
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
        return _answer(400, "unreadable")
    with transaction.atomic():
        job.lock()  # of eight at once, seven hear that it was said
        if job.note(JobEvent.Kind.CALLBACK, status=200, words=str(result.stage), body=body):
            jobs.apply_result(job, result)
    return _answer(200, "received")
