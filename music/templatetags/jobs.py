"""What pages say and draw about jobs."""

from datetime import timedelta
from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import catalogue
from ..models import Job, Track
from ..operations import registry, reuse
from ..tell import cost, desk_jobs, holds, recipe, standing, timeline
from .studio import credits

State = Job.State

register = template.Library()

register.filter("stages", timeline.stages)
register.filter("spans", timeline.spans)
register.filter("is_copying", timeline.is_copying)
register.filter("cost", cost.cost)
register.filter("is_unpriced", cost.is_unpriced)
register.filter("standing", standing.standing)
register.filter("gist", standing.gist)
register.filter("span", standing.span_of)
register.filter("money_sentence", cost.money)
register.filter("is_refusal", cost.is_refusal)
register.filter("timeline_words", standing.steps)
register.filter("badge", standing.badge)
register.filter("why_held", holds.why)
register.filter("trouble", desk_jobs.trouble)
register.filter("flight", desk_jobs.flight)
register.filter("in_lines", desk_jobs.in_lines)
register.filter("why_in_line", holds.why_in_line)
register.filter("texts_told", recipe.texts)
register.filter("differences", recipe.differences)


@register.simple_tag
def axis():
    """Where the marks of the jobs' time line stand, in per cent."""
    return [round(timeline.place(ago), 2) for ago in timeline.TICKS]


@register.filter
def places(job):
    """What a card keeps room for: a song or nothing yet, two at the least while more may come."""
    takes = list(job.tracks.all())
    return takes + [None] * (2 - len(takes))


@register.simple_tag
def form_again(job, source=None):
    """The address of the form that made it, filled with its settings; empty when it cannot be opened.
    `source`: the first thing that it started from, where the page has it at hand."""
    operation = registry.OPERATIONS.get(job.operation)
    if operation is None or not operation.in_menus:
        return ""
    song = None
    if operation.starts_from:
        source = source or next(iter(job.sources.all()), None)
        song = source.song if source else None
    if not operation.can_start_from(type(song) if song else None):
        return ""
    return f"{form_address(song, job.operation)}?like={job.uuid}"


@register.filter
def can_be_replayed(job):
    """Whether it asked for songs, so that one thing of it can be changed."""
    return reuse.has_settings(registry.OPERATIONS.get(job.operation))


@register.simple_tag
def said(field):
    """The value of a form's field, in words."""
    value = field.value()
    return "" if value in (None, "", []) else recipe.word(field.field, field.name, value, field.form.owner.pk)


@register.simple_tag(takes_context=True)
def settings_in_words(context, operation, settings):
    """(label, words) of the settings of a recipe or a grid."""
    return recipe.settings_told(operation, settings, context["user"])


@register.simple_tag
def axes_told(grid):
    """(label, words) of what varies in a grid."""
    return recipe.axes_told(grid)


@register.simple_tag
def blind_address(tracks):
    """Where these songs are compared without their names; empty where there are too few or too many that can be heard."""
    heard = [str(track.uuid) for track in tracks if track.is_kept and not vars(track).get("trashed_at")]
    return f"{reverse('blind')}?tracks={','.join(heard)}" if 2 <= len(heard) <= 8 else ""


@register.filter
def at(words, place):
    return words[place] if place < len(words) else ""


@register.filter
def form_address(song, slug):
    """Where the form of an operation is, for a track, an upload, or nothing."""
    if song is None:
        return reverse("operate", args=[slug])
    page = "operate_on_track" if isinstance(song, Track) else "operate_on_upload"
    return reverse(page, args=[song.uuid, slug])


@register.filter
def is_priced_by_choice(slug):
    """Whether it costs more or less, as one chooses in its form."""
    return bool(catalogue.priced_by(slug))


@register.filter
def makes_tracks(job):
    operation = registry.OPERATIONS.get(job.operation)
    return bool(operation and operation.makes_tracks)


@register.filter
def was_asked_elsewhere(job):
    """Whether another program's request made it, which cannot be sent again from here."""
    operation = registry.OPERATIONS.get(job.operation)
    return bool(operation and not operation.is_sent)


@register.filter
def made_template(job):
    """What draws the result of a job in its card."""
    operation = registry.OPERATIONS.get(job.operation)
    return operation.made if operation else "music/_made_nothing.html"


@register.filter
def is_stale(moment):
    """Heard more than an hour ago."""
    return bool(moment) and timezone.now() - moment > timedelta(hours=1)


@register.filter
def cost_words(cost):
    """0 or 12 credits · 0 credits · 12 credits · free · price unknown"""
    if cost.is_doubtful and cost.credits:
        return _("0 or {price}").format(price=credits(cost.credits))
    return _("0 credits") if cost.credits == 0 and not cost.is_free else credits(cost.credits)


ICONS = {
    State.QUEUED: "clock", State.SENDING: "arrow-right", State.WAITING: "audio-lines", State.STREAMING: "audio-lines",
    State.DONE: "circle-check", State.FAILED: "circle-alert", State.CANCELLED: "x", State.UNKNOWN: "circle-help",
}  # fmt: skip
MOODS = {State.DONE: "is-good", State.FAILED: "is-bad", State.UNKNOWN: "is-warn"}


@register.filter
def state_icon(job):
    return "clock" if job.is_unasked else ICONS[job.state]


@register.filter
def mood(job):
    """The class of its icon and badge; words always stand beside the colour."""
    return "is-warn" if job.is_unasked else MOODS.get(job.state, "is-quiet")


@register.simple_tag
def credits_of(jobs):
    """What they cost together, where it is known."""
    told = [cost.cost(job) for job in jobs]
    return sum((each.credits for each in told if each.credits and not each.is_doubtful), Decimal(0))


@register.filter
def after(moment, start):
    """How long after the start: the same in every time zone."""
    return standing.span_of(max((moment - start).total_seconds(), 0))
