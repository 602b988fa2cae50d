"""Words for songs that are not made yet: found, compared, edited, sent to a song."""

from itertools import groupby
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..catalogue import price_of
from ..forms import DraftForm
from ..models import Job, LyricsDraft, Track
from ..services import drafts
from .asked import older, own, wants_piece
from .back import back

PAGE = 30
SHOWN = {"kept": {"is_kept": True, "trashed_at": None}, "trash": {"trashed_at__isnull": False}}


def find(request, uuid):
    return get_object_or_404(LyricsDraft.objects.of(request.user).select_related("job"), uuid=uuid)


def draft_list(request):
    show, words = request.GET.get("show", ""), request.GET.get("q", "").strip()[:200]
    show = show if show in SHOWN else ""
    rows = LyricsDraft.objects.of(request.user).filter(**SHOWN.get(show, {"trashed_at": None}))
    if words:
        rows = rows.found_by(request.user, words)
    page, next_before = _page(rows.for_rows(), request.GET.get("before", ""))
    context = {
        "groups": _by_job(page), "show": show, "words": words, "price": price_of("lyrics"),
        "next_address": _address(show=show, q=words, before=next_before) if next_before else "",
    }  # fmt: skip
    template = "music/_draft_page.html" if request.htmx.trigger == "more" else "music/draft_list.html"
    return render(request, template, context)


def _address(**query):
    return "?" + urlencode({name: value for name, value in query.items() if value})


def _page(rows, before):
    """A page of drafts after a key, and the key for the next; the drafts of one job are not cut apart."""
    page = list(older(rows, before)[: PAGE + 1])
    if len(page) <= PAGE:
        return page, None
    next_one, last = page.pop(), page[-1]
    if last.job_id and next_one.job_id == last.job_id:
        page += rows.filter(pk__lt=last.pk, job=last.job_id)
    return page, page[-1].pk


def _by_job(page):
    """Those of one job beside each other, in their own order; what a person wrote stands alone."""
    groups = groupby(page, key=lambda draft: draft.job_id or -draft.pk)
    return [sorted(group, key=lambda draft: draft.position) for _job, group in groups]


def compare_drafts(request, uuid):
    """All that one job wrote, side by side; without what is in the trash."""
    job = get_object_or_404(Job.objects.of(request.user), uuid=uuid, operation="lyrics")
    context = {"job": job, "drafts": job.drafts.kept().order_by("position")}
    return render(request, "music/compare_drafts.html", context)


def write_draft(request):
    """One's own words, or those of a song of one's own to go on with (`?track=`)."""
    form = DraftForm(request.POST or None, initial=_words_of_song(request))
    if request.method == "POST" and form.is_valid():
        return _saved(request, drafts.begin(request.user, **form.cleaned_data))
    status = 422 if form.is_bound else 200
    return render(request, "music/write_draft.html", {"form": form}, status=status)


def _words_of_song(request):
    if not (key := request.GET.get("track")):
        return {}
    track = own(Track.objects.of(request.user), uuid=key)
    return {"title": track.title, "text": track.lyrics}


def draft_detail(request, uuid):
    draft = find(request, uuid)
    form = DraftForm(request.POST or None, initial={"title": draft.title, "text": draft.text})
    if request.method == "POST" and form.is_valid():
        drafts.edit(draft, **form.cleaned_data)
        return _saved(request, draft)
    others = draft.job.drafts.kept().exclude(pk=draft.pk).order_by("position") if draft.job else []
    context = {"draft": draft, "form": form, "others": others}
    return render(request, "music/draft_detail.html", context, status=422 if form.is_bound else 200)


def _saved(request, draft):
    """Back to it, or on to the form for a song: what was typed is saved first."""
    if request.POST.get("then") == "song":
        return redirect(f"{reverse('operate', args=['generate'])}?draft={draft.uuid}")
    messages.success(request, _("Saved."))
    return redirect(draft)


@require_POST
def keep_draft(request, uuid):
    draft = find(request, uuid)
    drafts.set_kept(draft, not draft.is_kept)
    if wants_piece(request):
        return render(request, "music/_draft_heart.html", {"draft": draft})
    return back(request, draft)


@require_POST
def trash_draft(request, uuid):
    draft = find(request, uuid)
    draft.trash()
    messages.success(
        request, _("“{title}” is in the trash.").format(title=draft), extra_tags=f"undo-draft:{draft.uuid}"
    )
    return back(request, draft)


@require_POST
def restore_draft(request, uuid):
    draft = find(request, uuid)
    draft.restore()
    messages.success(request, _("“{title}” is back among your lyrics.").format(title=draft))
    return back(request, draft)


@require_POST
def delete_draft(request, uuid):
    """For good, out of the trash only."""
    draft = find(request, uuid)
    if not draft.trashed_at:
        raise Http404
    drafts.forget(draft)
    messages.success(request, _("“{title}” is deleted.").format(title=draft))
    return redirect(f"{reverse('draft_list')}?show=trash")
