"""Small things that templates say often."""

import uuid
from decimal import Decimal

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import catalogue, tell, timeline
from ..explain import explain
from ..kie.limits import ModelVersion
from ..operations import registry

register = template.Library()


@register.simple_tag
def icon(name, classes=""):
    """An icon of the sprite, 20 px, hidden from screen readers: its button has a name."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        classes,
        static("img/icons.svg"),
        name,
    )


@register.filter
def clock(seconds):
    """187.3 → 3:07; nothing → –:––"""
    if seconds is None:
        return "–:––"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def iso_duration(seconds):
    """For the datetime attribute of <time>."""
    return f"PT{round(seconds or 0)}S"


@register.filter
def amount(credits):
    """1284.000 → 1,284; 0.4 → 0.4; without its unit."""
    if credits is None:
        return "–"
    plain = Decimal(credits).normalize()
    places = max(0, -plain.as_tuple().exponent)
    return number_format(plain, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def credits(price):
    """A price with its unit; what is not known is said so."""
    if price is None:
        return _("price unknown")
    if not price:
        return _("free")
    return ngettext("{amount} credit", "{amount} credits", 1 if price == 1 else 2).format(
        amount=amount(price)
    )


@register.filter
def operation_name(slug):
    """How an operation is called; its slug where there is none of this name any more."""
    operation = registry.OPERATIONS.get(slug)
    return operation.name if operation else slug


@register.filter
def why(job):
    """What went wrong, what it means for the song and the money, and what to do: one sentence."""
    return explain(job)


SECTIONS = {
    "create": ("create", "operate"),
    "jobs": ("job_list", "job_detail", "retry_job", "settle_job"),
    "personas": ("persona_list", "persona_detail"),
    "you": ("settings", "provider_key"),
}


@register.simple_tag(takes_context=True)
def section(context):
    """Which part of the studio the page belongs to, for the rail; account pages are a person's own."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None:
        return ""
    if match.route.startswith("accounts/"):
        return "you"
    return next((name for name, pages in SECTIONS.items() if match.url_name in pages), "library")


@register.filter
def undo_key(tags):
    """The uuid in `undo:<uuid>`, a message's extra tags; else nothing."""
    kind, _colon, key = (tags or "").partition(":")
    return key if kind == "undo" else ""


@register.filter
def get(mapping, key):
    return mapping.get(key)


# Forms


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
    return field.form.limits_by_version.get(field.form["model"].value(), {}).get(field.name)


@register.simple_tag
def version_facts(form):
    """For the script of a form: what each version takes."""
    return {
        name: {"limits": limits, "takes": _takes(form.slug, name)}
        for name, limits in form.limits_by_version.items()
    }


def _takes(slug, version):
    limits = catalogue.limits_of(slug, ModelVersion(version))
    voices = catalogue.limits_of("generate", ModelVersion(version)).persona_model
    flags = {"duration": limits.duration, "variety": limits.variety, "voice_persona": voices}
    return [name for name, is_taken in flags.items() if is_taken]


@register.filter
def version_of(value):
    return ModelVersion(value)


@register.simple_tag
def fresh_uuid():
    """A new key for a paid form: the next press is another job."""
    return uuid.uuid4()


# Jobs

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
