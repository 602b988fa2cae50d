"""Corrections of the provider's limits, prices and versions, laid over the tables by an administrator."""

from decimal import Decimal

from django.db import transaction

from .. import catalogue
from ..kie.limits import LIMITS, ModelVersion
from ..models import Correction
from . import audit


class NothingLeft(Exception):
    """An operation would be left without any version."""


def now(slug):
    """{(version, name): (value, original)} of all that can be corrected of an operation."""
    found = {}
    for (version, name), original in catalogue.originals(slug).items():
        corrected = catalogue.corrected(slug, version)
        found[version, name] = (_read(name, corrected[name]) if name in corrected else original, original)
    return found


def _read(name, value):
    return Decimal(value) if name.startswith("price") and value is not None else value


@transaction.atomic
def correct(by, slug, version, name, value, original):
    """Say `value` in place of what the tables say; the original is no correction."""
    if value == original:
        return take_back(by, slug, version, name)
    kept = str(value) if isinstance(value, Decimal) else value
    row, is_new = Correction.objects.get_or_create(
        slug=slug, version=version, name=name, defaults={"value": kept}
    )
    before = original if is_new else row.value
    if is_new or row.value != kept:
        row.value = kept
        row.save()
        audit.note(by, "catalogue.corrected", str(row), changes={name: (before, kept)})
        catalogue.corrections.forget()


@transaction.atomic
def take_back(by, slug, version, name):
    """To what the tables say."""
    for row in Correction.objects.filter(slug=slug, version=version, name=name):
        audit.note(by, "catalogue.returned", str(row), changes={name: (row.value, "")})
        row.delete()
        catalogue.corrections.forget()


@transaction.atomic
def label(by, version, status, is_hidden):
    """Say whether a version is discontinued, and whether it is offered. Raises `NothingLeft`."""
    original = catalogue.DISCONTINUED if ModelVersion(version).is_discontinued else catalogue.CURRENT
    correct(by, "", version, "status", status, original)
    correct(by, "", version, "hidden", is_hidden, False)
    if any(
        taken != {None: taken.get(None)} and not catalogue.versions_of(slug) for slug, taken in LIMITS.items()
    ):
        catalogue.corrections.forget()
        raise NothingLeft


def counts():
    """{slug: how many corrections}"""
    found = {}
    for slug in Correction.objects.exclude(slug="").values_list("slug", flat=True):
        found[slug] = found.get(slug, 0) + 1
    return found
