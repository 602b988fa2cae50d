"""A person at work with a sandbox of their own: steps are carried out once, when they are first asked for."""

import os
from contextlib import ExitStack

from tests.media import sounds
from tests.real.parts import Desk, Office, Sandbox, free_port, wait_for
from tests.real.steps import BY_NAME, HUMMED, LOST_SONG, RECORDING, SHORT, SONG

LENGTHS = {HUMMED: 5, RECORDING: 21}  # seconds; of less than twenty no part can be replaced
OVER, ENDS = ("complete", "error"), ("done", "failed", "unknown")  # of the sandbox's tasks, and of our jobs
AN_ASK_LATER = 20  # seconds: more than from sending to the first ask
A_COPY_LATER = 15 * 86400  # more than the provider keeps its copies


class World:
    """With `calls_back`, the provider is never asked: what is known came by callback. Without, all callbacks go to
    where nobody listens."""

    def __init__(self, folder, style, calls_back=False, queue=6):
        self.folder, self.style, self.calls_back = folder, style, calls_back
        self.jobs, self.tasks, self.known = {}, {}, {}
        port = free_port()
        redis_url = os.environ["REDIS_URL"].replace("db=0", f"db={queue}")
        with ExitStack() as stack:
            pauses = "1,2,4" if calls_back else "0.1"
            self.sandbox = Sandbox(folder, SANDBOX_CALLBACK_PAUSES=pauses, SANDBOX_STAGE_SECONDS="0.1")
            stack.callback(self.sandbox.stop)
            office = Office(folder, self.sandbox, redis_url, KIE_API_STYLE=style, PORT=str(port))
            if calls_back:
                stack.callback(office.web(port).kill)
            self.desk = Desk(office)
            stack.callback(self.desk.leave)
            self.leave = stack.pop_all().close

    # What steps start from

    def uuid_of(self, start):
        if start == SONG:
            return self.done("generate")[0]["tracks"][0]["uuid"]
        if start == LOST_SONG:
            return self.lost_song()["tracks"][0]["uuid"]
        return self.known.get(start) or self.known.setdefault(start, self.brought(start))

    def brought(self, name):
        path = self.folder / f"{name}.mp3"
        path.write_bytes(sounds.mp3(sounds.tone(LENGTHS[name])))
        return self.desk("bring", str(path))

    def lost_song(self):
        """A song whose links were dead as soon as they were told, until nobody tried any more: what was told of it
        then, and what its page offered."""
        if LOST_SONG not in self.known:
            self.sandbox.arm("expired")
            self.jobs[LOST_SONG], _tasks = self.carried_out("/create/generate/", SHORT | {"duration": "10"})
            self.desk("later", A_COPY_LATER)
            told = self.told(LOST_SONG)
            offered = self.desk("steps", f"/tracks/{told['tracks'][0]['uuid']}/")
            self.known[LOST_SONG] = told | {"offered": offered}
        return self.known[LOST_SONG]

    # How they are carried out

    def done(self, name):
        """What came of a step, which is carried out if it was not: (told, the sandbox's tasks for it)."""
        if name not in self.tasks:
            step = BY_NAME[name]
            for need in step.needs:
                self.done(need)
            self.jobs[name], self.tasks[name] = self.carried_out(*self.filled_in(step))
        return self.told(name), self.tasks[name]

    def carried_out(self, *form):
        """(the job that a form made, the sandbox's tasks for it)"""
        before = len(self.sandbox.tasks())
        job = self.finished(self.desk("press", *form))
        return job, self.sandbox.tasks()[before:]

    def again(self, name):
        """The same as `done`, of another job with the request of a step."""
        before = len(self.sandbox.tasks())
        job = self.finished(self.desk("again", self.jobs[name]))
        return self.desk("told", job), self.sandbox.tasks()[before:]

    def filled_in(self, step):
        """(the address of its form, what is changed in it, the page where it is)"""
        kind = "uploads" if step.start in LENGTHS else "tracks"
        place = f"/{kind}/{self.uuid_of(step.start)}/" if step.start else "/create/"
        page = self.with_ours(step.page)
        changes = {name: self.with_ours(text) for name, text in step.changes.items()}
        return f"{page or place}{step.slug}/", changes, page

    def with_ours(self, text):
        """What stands for something of this world's in a text, replaced."""
        text = text.replace("{seconds}", "10" if self.calls_back else "20")
        for name in (SONG, HUMMED, RECORDING):
            text = text.replace(f"{{{name}}}", self.uuid_of(name)) if f"{{{name}}}" in text else text
        return text

    def finished(self, job):
        """The job, when it is over and every file it made was copied, or tried to."""
        self.desk("work")
        wait_for("the sandbox is done", lambda: all(task["state"] in OVER for task in self.sandbox.tasks()))
        wait_for("the job is over", lambda: self.went_on(job)["state"] in ENDS)
        self.copied(job)
        return job

    def copied(self, job):
        """What is told of a job when every file it made was copied, or tried to."""

        def is_copied():
            told = self.desk("told", job)
            rows = told["tracks"] + told["assets"]
            return all(row["archive_state"] != "due" or row["archive_tries"] for row in rows) and told

        return is_copied() or wait_for("its files are copied", lambda: self.went_on(job) and is_copied())

    def went_on(self, job):
        """What is told of a job a while later."""
        self.desk(*("work",) if self.calls_back else ("later", AN_ASK_LATER))
        return self.desk("told", job)

    def charged(self, task):
        """What a task cost, by the sandbox's books."""
        books = self.sandbox.books()
        moves = books["charges"] + books["refunds"]
        return -sum(move["credits"] for move in moves if move["taskId"] == task["taskId"])

    def told(self, name):
        return self.desk("told", self.jobs[name])
