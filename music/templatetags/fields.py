"""How forms are drawn: controls, counters, and where the focus goes."""

import uuid

from django import template

from .. import catalogue
from ..kie.limits import ModelVersion
from .studio import credits

register = template.Library()


@register.simple_tag
def control(field, **attrs):
    """A field's widget, dressed. The first refused one of its form takes the focus, with or without a script."""
    if getattr(field.field.widget, "input_type", "") != "checkbox":
        attrs["class"] = f"input {attrs.get('class', '')} {field.field.widget.attrs.get('class', '')}".strip()
    if first_refused(field.form) == field.name:
        attrs["autofocus"] = True
    return field.as_widget(
        attrs={name.replace("_", "-"): value for name, value in attrs.items() if value != ""}
    )


@register.filter
def first_refused(form):
    """The name of the first field that has to be changed, in the order of the form."""
    return next((name for name in form.fields if name in form.errors), "") if form.is_bound else ""


@register.filter
def refused_fields(form):
    """Those that have to be changed, in the order of the form."""
    return [form[name] for name in form.fields if name in form.errors]


@register.filter
def limit_of(field):
    """How many characters a field takes with the version that is chosen; None where no limit is known."""
    if not getattr(field.field, "limit", None):
        return None
    chosen = field.form["model"].value() if "model" in field.form.fields else ""
    return field.form.limits_by_version.get(chosen, {}).get(field.name)


@register.simple_tag
def improving_costs():
    """What the button beside a style costs, with its unit."""
    return credits(catalogue.price_of("style-boost"))


@register.simple_tag
def drafts_cost():
    return credits(catalogue.price_of("lyrics"))


@register.simple_tag
def version_facts(form):
    """For the script of a form: what each version takes."""
    return {
        name: {"limits": limits, "takes": _takes(form.slug, name)}
        for name, limits in form.limits_by_version.items()
    }


def _takes(slug, version):
    if not version:
        return []
    limits = catalogue.limits_of(slug, ModelVersion(version))
    voices = catalogue.limits_of("generate", ModelVersion(version)).persona_model
    flags = {
        "duration": limits.duration, "variety": limits.variety, "lyrics": limits.lyrics, "image_urls": limits.image_urls,
        "persona_id": limits.persona, "voice_persona": voices and limits.persona, "weights": limits.weights,
    }  # fmt: skip
    return [name for name, is_taken in flags.items() if is_taken]


@register.filter
def label_of(form, name):
    """What a field of this form is called."""
    return form[name].label


@register.filter
def shown_when(field):
    """The class of a field that a page shows only at times."""
    return field.form.shown.get(field.name, "")


@register.filter
def main_fields(form):
    return [field for field in form.visible_fields() if field.name not in form.extras]


@register.filter
def extra_fields(form):
    return [form[name] for name in form.extras]


@register.filter
def has_errors(fields):
    return any(field.errors for field in fields)


@register.simple_tag
def price_with(field, value):
    """The price when this is chosen, where this field decides it; else None."""
    slug = getattr(field.form, "slug", "")
    if field.name != catalogue.priced_by(slug):
        return None
    return credits(catalogue.price_of(slug, {field.name: value}))


@register.filter
def version_of(value):
    return ModelVersion(value)


register.filter("is_discontinued", catalogue.is_discontinued)


@register.simple_tag
def fresh_uuid():
    """A new key for a paid form: the next press is another job."""
    return uuid.uuid4()
