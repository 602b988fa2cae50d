"""Inside a scratch studio: every page that the crowd is asked for, of a person and of an administrator."""

from urllib.parse import quote

from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from music.models import Job, Persona, Project, Track

from .pages import COMMON, LIBRARY, NARROWED, NEVER_TOGETHER, NOWHERE, SORTED
from .people import lists, person, session

KEEPER = "keeper@benchmarks.example"
PLAIN = ("job_list", "usage", "usage_csv", "playlist_list", "project_list", "upload_list", "persona_list",
         "draft_list", "recipe_list", "share_list", "vault", "settings", "notification_list", "write_rule",
         "import_songs", "adopt_tasks")  # fmt: skip
DESK = ("admin:index", "desk_jobs", "desk_figures", "desk_storage", "desk_queues", "people", "approvals", "money",
        "audit_log", "catalogue", "switch_list", "announcement_list")  # fmt: skip
STATES = ("any", "unknown", "overdue", "failed", "done", "waiting")


def pages():
    """{who: {"session": theirs, "paths": {name: path}}}"""
    return {
        "person": {"session": session(person()), "paths": of_person()},
        "keeper": {"session": session(keeper()), "paths": of_keeper()},
    }


def keeper():
    user, _is_new = User.objects.get_or_create(
        email=KEEPER, defaults={"name": "Kim", "password": "!", "is_staff": True, "is_superuser": True}
    )
    return user


def of_person():
    mine = Track.objects.of(person())
    rich, newest = mine.get(personas__name="Of it"), mine.newest_first()[0]
    words = (*COMMON, *NOWHERE, *NEVER_TOGETHER)
    return (
        {name: reverse(name) for name in PLAIN}
        | {"library": LIBRARY, "library, a page further on": f"{LIBRARY}?after={mine.newest_first()[mine.count() // 2].order}"}
        | {f"library, {query}": f"{LIBRARY}?{query}" for query in (*NARROWED, *SORTED, "favourite=on", "view=trash")}
        | {f"search, {text}": f"{LIBRARY}?q={quote(text)}" for text in words}
        | {f"list {name}": address for name, address in lists().items()}
        | {f"{name} of {what}": reverse(name, args=[track.uuid]) for what, track in (("the newest", newest), ("one with all", rich))
           for name in ("track_detail", "track_menu", "track_stack", "track_lineage", "edit_track")}
        | {"job_detail": reverse("job_detail", args=[newest.job.uuid]), "create/generate": "/create/generate/"}
        | {"project_detail": reverse("project_detail", args=[Project.objects.filter(owner=person())[0].uuid])}
        | {"persona_detail": reverse("persona_detail", args=[Persona.objects.filter(owner=person())[0].uuid])}
    )  # fmt: skip


def of_keeper():
    job = Job.objects.filter(owner=person(), state=Job.State.FAILED).newest_first().first()
    changelists = {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry
    }
    return (
        {name: reverse(name) for name in (*DESK, *sorted(changelists))}
        | {f"desk_jobs, {state}": reverse("desk_jobs", query={"state": state}) for state in STATES}
        | {"desk_jobs of a person": reverse("desk_jobs", query={"find": person().email})}
        | {"desk_job": reverse("desk_job", args=[job.uuid]), "person": reverse("person", args=[person().pk])}
        | {"admin, tracks by words": reverse("admin:music_track_changelist", query={"q": "river"})}
    )  # fmt: skip
