"""What pages say about personas and the steps towards a voice."""

from django import template

from ..models import Persona

register = template.Library()


@register.filter
def persona_of(job):
    """The persona that a job made, or found made before; None where it is not kept any more."""
    provider_id = job.result.get("persona_id")
    return (
        Persona.objects.filter(owner=job.owner_id, provider_id=provider_id).first() if provider_id else None
    )
