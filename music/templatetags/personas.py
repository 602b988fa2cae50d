"""What pages say about personas and the steps towards a voice."""

from django import template
from django.utils.translation import gettext as _

from ..models import Persona

register = template.Library()


@register.filter
def persona_of(job):
    """The persona that a job made, or found made before; None where it is not kept any more."""
    provider_id = job.result.get("persona_id")
    return (
        Persona.objects.filter(owner=job.owner_id, provider_id=provider_id).first() if provider_id else None
    )


@register.filter
def made_of(persona):
    """What it was made of, or what was written about it, in a line."""
    if persona.track:
        return _("Made of “{title}”").format(title=persona.track)
    if persona.kind == Persona.Kind.VOICE and persona.job_id:
        return _("Made of a recording")
    return persona.description or _("Added by its id")


@register.filter
def persona_of_song(track):
    """The one that it has already; else None."""
    return track.personas.filter(owner=track.owner_id).first()
