"""What the frame around every page shows."""

from django.conf import settings

from accounts import announcements, switches

from ..kie.limits import ModelVersion
from ..models import Job, ProviderAccount


def frame(request):
    """Lazily, so that pages outside the studio ask nothing of the database."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"is_sandbox": settings.SANDBOX, "at_door": announcements.at_door}
    return {
        "is_sandbox": settings.SANDBOX,
        "account": lambda: ProviderAccount.objects.for_person(request.user),
        "jobs_needing_a_person": lambda: Job.objects.of(request.user).needing_a_person().count(),
        "versions": ModelVersion,
        "features": lambda: switches.on_for(request.user),
        "announcements": lambda: announcements.of(request.user),
    }
