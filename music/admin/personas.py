from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import Persona
from .base import KeptAdmin, link_to


@admin.register(Persona)
class PersonaAdmin(KeptAdmin):
    list_display = ["name", "kind", "owner", "account", "provider_id", "created_at"]
    list_select_related = ["owner", "account__owner"]
    list_filter = ["kind"]
    search_fields = ["name", "=provider_id", "owner__email", "owner__name"]
    date_hierarchy = "created_at"
    fields = [
        ("name", "kind"),
        ("owner", "account"),
        "provider_id",
        "description",
        ("song", "made_with"),
        "created_at",
    ]

    @admin.display(description=_("track"))
    def song(self, persona):
        return link_to(persona.track)

    @admin.display(description=_("job"))
    def made_with(self, persona):
        return link_to(persona.job)
