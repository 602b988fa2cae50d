"""What must hold after every run. Each rule is a function of the facts that lists what breaks it, as sentences."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from music.models import Asset, Extension, Job, LedgerEntry, LyricsDraft, Persona, Track
from music.models.jobs import OPEN
from music.tell import needs, trouble
from music.tell.faults import told
from sandbox.operations.lyrics import DRAFTS
from tests.chaos import faults, logs, stuck
from tests.chaos.books import Books

FILES = ("wav", "stem", "video", "picture", "notes")


@dataclass
class Facts:
    """Both sides at the end of a run: our rows, and the sandbox's own books."""

    world: object
    journal: object
    struck: dict
    away: list = field(default_factory=list)

    @cached_property
    def books(self):
        return Books(self.world.place)

    @cached_property
    def findings(self):
        """Of `verify`: those about a row, and those about files that belong to none."""
        found = {True: [], False: []}
        for finding in stuck.findings():
            found[finding.row is not None].append(told(finding))
        return found

    @cached_property
    def jobs(self):
        return list(
            Job.objects.prefetch_related("tracks", "assets", "drafts", "sources__track").order_by("pk")
        )

    @cached_property
    def task_of(self):
        """{job's key: the sandbox's tasks that belong to it}"""
        by_token, by_key = {}, {}
        for task in self.books.tasks:
            where = by_token if task["token"] else by_key
            where.setdefault(task["token"] or silent_key(task["operation"], task["param"]), []).append(task)
        found = {job.pk: by_token.pop(job.token, []) for job in self.jobs}
        for job in self.jobs:
            if not found[job.pk] and was_sent(job):
                found[job.pk] = take(by_key, job)
        self.strangers = [task for left in (by_token, by_key) for tasks in left.values() for task in tasks]
        return found


def silent_key(operation, param):
    """What tells requests apart that carry no address of a callback."""
    return operation, param.get("content") or param.get("name") or param.get("audioId")


def take(by_key, job):
    """The oldest task, not taken yet, of a request like this job's."""
    sources = [source.track for source in job.sources.all()]
    param = job.params | {"audioId": sources[0].audio_id if sources else ""}
    tasks = by_key.get(silent_key(job.operation, param), [])
    if not tasks or job.reuses_record:
        return []
    if job.task_id:
        return [tasks.pop(index) for index, task in enumerate(tasks) if task["id"] == job.task_id][:1]
    return [tasks.pop(0)] if job.state in ("done", "unknown", "failed") and may_be_charged(job) else []


def may_be_charged(job):
    return job.state != "failed" or job.error_code == "closed"


def was_sent(job):
    return job.sent_at is not None


def sent_once(facts):
    """What the sandbox accepted and charged are the jobs that were sent, each exactly once."""
    for job in facts.jobs:
        tasks = facts.task_of[job.pk]
        if len(tasks) > 1:
            yield f"{name(job)} was accepted and charged {len(tasks)} times."
        if tasks and not was_sent(job):
            yield f"{name(job)} was accepted, but says that it was never sent."
        if job.task_id and not job.reuses_record and job.task_id not in {task["id"] for task in tasks}:
            yield f"{name(job)} names the task {job.task_id}, which the sandbox never accepted for it."
        if not tasks and job.state in ("waiting", "streaming", "done") and not job.reuses_record:
            yield f"{name(job)} is {job.state}, but the sandbox never accepted it."
        if job.state == Job.State.UNKNOWN and any(was_told(facts, task) for task in tasks):
            yield f"{name(job)} was called back, and says that its outcome is unknown."
    for task in facts.strangers:
        yield f"The sandbox charged {task['operation']} {task['id']}, for which there is no job of ours."


def was_told(facts, task):
    """Whether we took a callback of it."""
    return any(call["state"] == "delivered" for call in facts.books.deliveries.get(task["id"], []))


def songs_kept(facts):
    """Every song that the sandbox finished is a track with a checked file on disk, once; so is every other file, and
    every draft and persona has its row."""
    for job in facts.jobs:
        for task in facts.task_of[job.pk]:
            if task["stage"] == "complete" and job.state != Job.State.UNKNOWN:
                yield from _songs_of(job, task)
                if job.state not in OPEN:  # else nobody has heard of its end, which is told as stuck
                    yield from _files_of(job, task)
                    yield from _words_of(job, task)
    for kind in (Track, Asset):
        for row in kind.objects.filter(archive_state="kept").select_related("job"):
            yield from stuck.file_troubles(row)
    yield from facts.findings[True]


def _songs_of(job, task):
    fault = next((faults.BY_NAME[name] for name in written(job) if name in faults.BY_NAME), None)
    songs = [item for item in task["items"] if item["kind"] in ("song", "sound") and item["made"] > 0]
    for item in songs:
        tracks = [track for track in job.tracks.all() if track.audio_id == item["id"]]
        is_untold = item["position"] and any(fault["name"] == "one-fails" for fault in task["faults"])
        if is_untold:
            continue
        if len(tracks) != 1:
            yield f"{name(job)}: the finished song {item['id']} is in the library {len(tracks)} times."
        elif not tracks[0].is_kept and not (fault and fault.is_lasting):
            yield f"{name(job)}: the finished song {item['id']} is not on disk ({tracks[0].archive_state})."
        elif tracks[0].is_lost and not tracks[0].archive_error:
            yield f"{name(job)}: the song {item['id']} is lost without a reason."


def _files_of(job, task):
    """WAV, stems, pictures: no fault strikes those, so all of them come in the end."""
    for item in task["items"]:
        if item["kind"] in FILES and item["made"] > 0:
            assets = [asset for asset in job.assets.all() if item["id"] in asset.url]
            if len(assets) != 1:
                yield f"{name(job)}: the finished {item['kind']} {item['id']} is in the library {len(assets)} times."
            elif not assets[0].is_kept:
                yield f"{name(job)}: the finished {item['kind']} {item['id']} is not on disk ({assets[0].archive_state})."


def _words_of(job, task):
    """What is no file: drafts of words, a persona, a style."""
    if task["operation"] == "lyrics" and len(job.drafts.all()) != DRAFTS:
        yield f"{name(job)}: {len(job.drafts.all())} of {DRAFTS} drafts are kept."
    if task["operation"] == "persona" and not Persona.objects.filter(provider_id=task["id"]).exists():
        yield f"{name(job)}: the persona {task['id']} is not kept."
    if task["operation"] == "style-boost" and not job.result:
        yield f"{name(job)}: the words that it answered are not kept."


def written(job):
    fault = faults.of(job.params)
    return [fault.name] if fault else []


def nothing_twice(facts):
    """No job, track, extension, file, persona, draft or charge exists twice."""
    counts = {
        "track": Track.objects.values_list("audio_id", flat=True),
        "extension": Extension.objects.values_list("job", flat=True),
        "file": Asset.objects.values_list("job", "kind", "name", "position"),
        "persona": Persona.objects.values_list("provider_id", flat=True),
        "draft": LyricsDraft.objects.exclude(job=None).values_list("job", "position"),
        "expected price": LedgerEntry.objects.filter(kind="expected").values_list("job", flat=True),
    }
    for what, keys in counts.items():
        for key, count in Counter(keys).items():
            if count > 1:
                yield f"The {what} {key} exists {count} times."
    for press in facts.journal.presses:
        if len(press.jobs) > 1:
            yield f"One press of {press.operation}, sent {press.sent} times, made {len(press.jobs)} jobs."


def money_agrees(facts):
    """Ledger and sandbox agree to the last credit, but for jobs of unknown outcome, which are named."""
    booked = Counter()
    for entry in LedgerEntry.objects.exclude(kind="expected"):
        booked[entry.job_id] += entry.credits if entry.kind == "charged" else -entry.credits
    unheard = 0
    for job in facts.jobs:
        cost = sum(facts.books.moves.get(task["id"], 0) for task in facts.task_of[job.pk])
        if job.state == Job.State.UNKNOWN:
            unheard += cost
        elif round(float(booked[job.pk]) - cost, 3):
            yield f"{name(job)} is booked with {booked[job.pk]} credits and cost {cost}."
    spent = facts.books.opening - facts.books.balance
    if round(spent - unheard - float(sum(booked.values())), 3):
        yield (
            f"The sandbox's balance fell by {spent:g} credits, the ledger says {sum(booked.values())}, and jobs of "
            f"unknown outcome cost {unheard:g}."
        )


def nothing_stuck(facts):
    """Nothing is in a state that nobody will ever move again."""
    for job in facts.jobs:
        if job.state in OPEN:  # the sandbox answers every question, so none is given up
            yield f"{name(job)} is still {job.state}, due {job.due_at or 'never'}."
    yield from stuck.rows()
    yield from stuck.folders(facts.world.place)
    yield from facts.findings[False]


def says_why(facts):
    """Every job that failed says why, in a sentence."""
    for job in facts.jobs:
        if job.state in ("failed", "unknown"):
            words = trouble.explain(job)
            if not job.error_code:
                yield f"{name(job)} is {job.state} and keeps no reason."
            elif not words.strip().endswith((".", "!", "?")):
                yield f"{name(job)} does not say in a sentence why it is {job.state}: “{words}”"


def desk_tells(facts):
    """While jobs wait for a person, whoever opens the desk sees how many there are. Asked before people decide."""
    count = sum(job.state == Job.State.UNKNOWN and not job.put_away_at for job in facts.jobs)
    told = needs.unknown_jobs()
    words = told.words if told else "nothing"
    if count and str(count) not in words.split():
        yield f"Nobody knows of {count} jobs whether they were taken, and the desk says “{words}”."


def every_fault_struck(facts):
    """No fault of the schedule struck 0 times."""
    for fault, count in facts.struck.items():
        if not count:
            yield f"The fault “{fault}” struck 0 times."


def no_broken_page(facts):
    """No 500 at all, no 5xx page while all that pages need was there, and no traceback in a log but the expected ones."""
    for began, ended, path, status in facts.journal.errors:
        if not logs.is_excused(facts.away, began, ended, status):
            yield f"{path} was answered with HTTP {status}, which nothing that was away excuses."
    yield from logs.tracebacks(facts.world, facts.away)


def nobody_trapped(facts):
    """Nothing was fetched from a private address, wherever a link, a redirect or a name led.

    The trap's port can have been another run's before: a visit counts when it is after a thing that this one made.
    """
    facts.world.look_into_trap()
    ours = {item["id"] for task in facts.books.tasks for item in task["items"]}
    for path in facts.world.trapped:
        if any(item in path for item in ours):
            yield f"{path} was fetched from a private address."


def name(job):
    return f"Job {job.pk} ({job.operation}, {job.state})"


RULES = {
    "sent-once": sent_once,
    "songs": songs_kept,
    "twice": nothing_twice,
    "money": money_agrees,
    "stuck": nothing_stuck,
    "reasons": says_why,
    "faults": every_fault_struck,
    "pages": no_broken_page,
    "private": nobody_trapped,
}


def judge(facts):
    """{rule: the sentences that say how it was broken}"""
    return {rule: list(broken(facts)) for rule, broken in RULES.items()}
