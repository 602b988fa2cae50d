"""What staff did: read here, changed nowhere."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..services import audit
from .asked import older

PAGE = 50


@require_safe
def audit_log(request):
    asked = {name: request.GET.get(name, "") for name in ("person", "kind", "day", "on")}
    entries = list(older(audit.chosen(**asked), request.GET.get("before", ""))[: PAGE + 1])
    context = {
        "asked": asked,
        "kinds": audit.KINDS,
        "people": audit.people(),
        "entries": entries[:PAGE],
        "next_before": entries[PAGE - 1].pk if len(entries) > PAGE else None,
    }
    return render(request, "music/audit_log.html", context)
