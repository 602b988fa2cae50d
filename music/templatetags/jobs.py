"""What pages say and draw about jobs."""

from datetime import timedelta

from django import template
from django.urls import reverse
from django.utils import timezone

from .. import tell, timeline
from ..operations import registry

register = template.Library()

register.filter("stages", timeline.stages)
register.filter("spans", timeline.spans)
register.filter("cost", tell.cost)
register.filter("standing", tell.standing)
register.filter("gist", tell.gist)
register.filter("money_sentence", tell.money)
register.filter("is_refusal", tell.is_refusal)


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
def form_again(job):
    """The address of the form that made it, filled with its settings; empty when it cannot be opened."""
    operation = registry.OPERATIONS.get(job.operation)
    if operation is None:
        return ""
    if operation.starts_from is None:
        return f"{reverse('operate', args=[job.operation])}?like={job.uuid}"
    return f"{reverse('operate_on_track', args=[operation.sources_of(job)[0].uuid, job.operation])}?like={job.uuid}"


@register.filter
def is_stale(moment):
    """Heard more than an hour ago."""
    return bool(moment) and timezone.now() - moment > timedelta(hours=1)
