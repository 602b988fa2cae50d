from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Recipe
from ..operations.fields import LinesField


class RecipeForm(forms.ModelForm):
    """Its name and what is said of it; beside it stands a form of the settings, whose fields have names like these."""

    prefix = "recipe"
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("A recipe needs a name.")}
    )
    note = LinesField(label=_("Note"), required=False, max_length=2000)

    class Meta:
        model = Recipe
        fields = ["name", "note", "is_shared"]
        labels = {"is_shared": _("Share it with everybody on this server")}
