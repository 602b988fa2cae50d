"""Rows that are deleted at once, and come back while that can be undone: recipes, projects and personas."""

from django.apps import apps
from django.db import models, transaction

from accounts import audit
from sunostudio.sheeted import Sheeted, changed

from ..models import Track, TrackText
from . import row_sheets

STEP = 500  # rows at once


class Gone(LookupError):
    """It cannot come back: what it needs is not there any more."""


@transaction.atomic
def delete(row):
    """The way back, as `bulk.undo` takes it: the row, what pointed to it, and what goes with it."""
    held, hung = [], []
    for relation in row._meta.related_objects:
        model, field = relation.related_model, relation.field.name
        others = model.objects.filter(**{field: row})
        if relation.on_delete is models.SET_NULL:
            held.append([model._meta.label, field, list(others.values_list("pk", flat=True))])
            _mark(others)
        else:
            hung += [[model._meta.label, _fields(other)] for other in others]
            audit.note_each(row.owner, "row.deleted", others)
    told = {"label": row._meta.label, "fields": _fields(row), "held": held, "hung": hung}
    row_sheets.forget(row)
    row.delete()
    return [{"how": "come_back", "of": told}]


@transaction.atomic
def come_back(owner, label, fields, held, hung):
    """As it was; what points elsewhere meanwhile stays there."""
    row = _made(label, fields)
    if row.owner_id != owner.pk:
        raise Gone
    row = _put_back(row)
    for name, field, keys in held:
        for start in range(0, len(keys), STEP):
            _point(apps.get_model(name).objects.filter(pk__in=keys[start : start + STEP]), field, row)
    audit.note_each(owner, "row.added", [_put_back(_made(name, other)) for name, other in hung])


def _point(others, field, row):
    """Those that point nowhere, to this row."""
    free = list(others.filter(**{field: None}).values_list("pk", flat=True))
    others.filter(pk__in=free).update(**{field: row})
    _mark(others.filter(pk__in=free))
    if others.model is Track:  # a persona's songs are found by its name again
        TrackText.objects.put_all(list(others.filter(pk__in=free)))


def _put_back(row):
    """The row that is there now: this one, under another name where its own was given anew; or one that is the same."""
    for names in [["pk"], *_unique(type(row))]:
        same = type(row).objects.filter(**{name: getattr(row, name) for name in names}).first()
        if same and "name" not in names:
            return same
        if same:
            row.name = _free_name(row)
    row.save(force_insert=True)
    return row


def _unique(model):
    return [rule.fields for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]


def _free_name(row):
    """“Road (2)”, or the next one that is free."""
    taken = set(type(row).objects.filter(owner=row.owner_id).values_list("name", flat=True))
    numbers = range(2, len(taken) + 3)
    return next(name for n in numbers if (name := f"{row.name[:110]} ({n})") not in taken)


def _fields(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _made(label, fields):
    """What it pointed to and is no more, it no longer points to; Gone where it has to."""
    model = apps.get_model(label)
    for field in model._meta.concrete_fields:
        if field.is_relation and not _is_there(field, fields[field.attname]):
            if not field.null:
                raise Gone
            fields = fields | {field.attname: None}
    return model(**fields)


def _is_there(field, key):
    return key is None or field.related_model.objects.filter(pk=key).exists()


def _mark(rows):
    """Their sheets no longer say what they say."""
    if hasattr(rows, "mark_changed"):
        rows.mark_changed()
    elif issubclass(rows.model, Sheeted):
        rows.update(**changed())
