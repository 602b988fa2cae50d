"""What a person does with a project of theirs."""

from accounts import roles

from ..models import Budget, Project


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


def is_kept_by_its_budget(project):
    """Whether its owner has to leave it: the budget would go with it, and is not theirs to take away."""
    is_theirs = roles.may_set_budget(project.owner, project.owner)
    return not is_theirs and Budget.objects.filter(project=project).exists()
