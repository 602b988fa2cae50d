"""Settings that are kept under a name: saved, shared on this server, copied, deleted."""

from django.utils.translation import gettext as _

from ..models import Recipe
from ..operations import registry
from ..operations.reuse import PERSONAL


def save(recipe, settings, **words):
    """`words`: its name, note, and whether it is shared."""
    for name, value in words.items():
        setattr(recipe, name, value)
    recipe.params = settings
    recipe.save()
    return recipe


def shown(recipe, person):
    """Its settings as this person may have them: nothing that is another's own is among them."""
    if recipe.owner_id == person.pk:
        return recipe.params
    return {name: value for name, value in recipe.params.items() if name not in PERSONAL}


def personal_words(recipe):
    """What of it is its owner's own, and stays with them when it is shared: the fields' names."""
    operation = registry.OPERATIONS.get(recipe.operation)
    fields = operation.form.base_fields if operation else {}
    return [str(fields[name].label) for name in PERSONAL if name in fields and recipe.params.get(name)]


def left_out(recipe, person):
    """Sentences on what of a recipe this person does not get."""
    words = personal_words(recipe) if recipe.owner_id != person.pk else []
    if not words:
        return []
    message = _("Left out, since it is its owner’s own: {what}. Choose yours, or go without.")
    return [message.format(what=", ".join(words))]


def copy(recipe, person):
    """One of this person's own, of what they may have of it."""
    name = recipe.name if recipe.owner_id != person.pk else _("{name}, a copy").format(name=recipe.name)
    return Recipe.objects.create(
        owner=person,
        name=name[:120],
        note=recipe.note,
        operation=recipe.operation,
        params=shown(recipe, person),
    )


def set_shared(recipe, is_shared):
    recipe.is_shared = is_shared
    recipe.save(update_fields=["is_shared"])
