"""Where a person stands on the way from a recording to a voice of their own: told by its jobs alone."""

from dataclasses import dataclass

from ..models import Job, Upload
from ..operations import voice
from ..operations.voice import Voice, VoiceAgain, VoiceCheck, VoicePhrase

PHRASES = (VoicePhrase.slug, VoiceAgain.slug)
GONE = ("404", "422")  # the provider forgot the phrase: it lives for hours, not for days


@dataclass(frozen=True)
class Standing:
    """`step` is what a person can do: "ask" for a phrase, "wait", "sing" it, or "use" the voice. `job` is the
    newest step, `phrase` the last phrase that is there, `made` the job that made the voice, `trouble` the
    step that failed and has to be done again."""

    step: str
    job: Job | None = None
    phrase: Job | None = None
    made: Job | None = None
    trouble: Job | None = None

    @property
    def check(self):
        """The last check of a voice that is there."""
        return self.job if self.step == "use" and self.job.operation == VoiceCheck.slug else None

    @property
    def number(self):
        """Which of the four parts of the way this is: recording, phrase, voice, ready."""
        if self.step == "wait":
            return 2 if self.job.operation in PHRASES else 3
        return {"ask": 1, "sing": 2, "use": 4}[self.step]


def stand(recording, account):
    steps = list(voice.steps_of(recording, account).with_takes())
    job = steps[0] if steps else None
    facts = {
        "job": job,
        "phrase": _newest(steps, PHRASES, "phrase"),
        "made": _newest(steps, (Voice.slug,), "persona_id"),
        "trouble": job if job and job.state == Job.State.FAILED else None,
    }
    return Standing(_step(**facts), **facts)


def _newest(steps, slugs, fact):
    return next((job for job in steps if job.operation in slugs and fact in job.result), None)


def _step(job, phrase, made, trouble):
    if job is None:
        return "ask"
    if job.operation == VoiceCheck.slug or job == made:
        return "use"
    if job.state not in (Job.State.DONE, Job.State.FAILED):
        return "wait"
    return "sing" if phrase and not _is_gone(job, trouble) else "ask"


def _is_gone(job, trouble):
    """Whether it has to be begun with a new phrase."""
    if not trouble:
        return False
    return job.operation == VoicePhrase.slug or (job.operation == Voice.slug and job.error_code in GONE)


def begun(owner, account, most=5):
    """[(recording, its standing)] of those that were begun and are not ready yet, newest first."""
    slugs = (*PHRASES, Voice.slug, VoiceCheck.slug)
    jobs = Job.objects.of(owner).filter(account=account, operation__in=slugs, sources__position=0)
    keys = dict.fromkeys(jobs.newest_first().values_list("sources__upload", flat=True)[:50])
    found = Upload.objects.kept().in_bulk([key for key in keys if key])
    ways = [(found[key], stand(found[key], account)) for key in keys if key in found]
    return [(recording, way) for recording, way in ways if way.job and way.step != "use"][:most]
