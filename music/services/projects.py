"""What a person does with a project of theirs."""

from django.db import transaction

from sunostudio.sheeted import changed

from ..models import Job, Project, Track
from . import row_sheets


def of_songs(owner, songs):
    """Where goes what is made of these, if nobody says where: to the first of their own that lies in a project."""
    keys = [getattr(song, "project_id", None) for song in songs if song.owner_id == owner.pk]
    key = next(filter(None, keys), None)
    return Project.objects.of(owner).filter(pk=key).first() if key else None


def keep_defaults(project, operation, settings):
    """What the forms of an operation begin with there; nothing where there are none."""
    project.defaults = {slug: kept for slug, kept in project.defaults.items() if slug != operation.slug}
    if settings:
        project.defaults[operation.slug] = settings
    project.save(update_fields=["defaults"])


@transaction.atomic
def delete(project):
    """Its songs stay, in no project."""
    Track.objects.filter(project=project).mark_changed()
    Job.objects.filter(project=project).update(**changed())
    row_sheets.forget(project)
    Project.objects.filter(pk=project.pk).delete()
