"""What tests of operations that make songs from a copy at the provider share."""

import uuid
from datetime import timedelta

from django.utils import timezone

from music.kie import wire
from music.models import Handover, Job, ProviderAccount, Track
from music.operations import registry
from music.services import decisions, hearing, jobs
from music.templatetags.jobs import form_again
from tests.base import TASK, StudioTestCase
from tests.factories import make_track, make_upload

SISTER = "https://api.sunoapi.org"


class SongOperationTestCase(StudioTestCase):
    slug: str
    needed: dict  # what its form has to be given

    def setUp(self):
        super().setUp()
        self.account = ProviderAccount.objects.for_server()
        self.upload = make_upload(owner=self.user)

    def hand_over(self, *songs):
        """The provider has a copy of each; their addresses."""
        until = timezone.now() + timedelta(hours=20)
        for song in songs:
            end = {"track": song} if isinstance(song, Track) else {"upload": song}
            url = f"https://copies.example/{song.uuid}.mp3"
            Handover.objects.create(account=self.account, url=url, until=until, **end)
        return [f"https://copies.example/{song.uuid}.mp3" for song in songs]

    @property
    def sources(self):
        return (self.upload,)

    def form(self, sources=None, **data):
        form = registry.get(self.slug).form
        posted = {"model": "V6"} | self.needed | data
        return form(posted, owner=self.user, sources=self.sources if sources is None else sources)

    def blank(self, *sources):
        """The form as a person finds it."""
        return registry.get(self.slug).form(owner=self.user, sources=sources)

    def takes(self, sources=None, **data):
        form = self.form(sources, **data)
        self.assertTrue(form.is_valid(), form.errors)
        return form

    def refuses(self, field, sources=None, **data):
        form = self.form(sources, **data)
        self.assertFalse(form.is_valid(), data)
        self.assertIn(field, form.errors)
        return form.errors[field][0]

    def start(self, sources=None, **data):
        form = self.takes(sources, **data)
        return jobs.start(
            registry.get(self.slug), self.user, form.params(), submission=uuid.uuid4(), sources=form.sources
        )

    def sent(self, sources=None, **data):
        """(path, body) on its own path; without the address of the callback."""
        request = registry.get(self.slug).request(self.start(sources, **data))
        body = wire.dedicated(request.fields, request.path)
        self.assertTrue(body.pop("callBackUrl"))
        return request.path, body

    def sent_to_market(self, sources=None, **data):
        request = registry.get(self.slug).request(self.start(sources, **data))
        return wire.market(request.fields, request.market)

    def hear(self, job, *results):
        Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING, task_id=TASK)
        for result in results:
            hearing.apply_result(job, result)
        job.refresh_from_db()

    def assert_another_s_is_not_there(self):
        """Where one's own would be started from, by any method."""
        for place, theirs in {"uploads": make_upload(), "tracks": make_track()}.items():
            for method in (self.client.get, self.client.post):
                response = method(f"/{place}/{theirs.uuid}/{self.slug}/", self.needed)
                self.assertEqual(response.status_code, 404)
        self.assertFalse(Job.objects.filter(owner=self.user, operation=self.slug).exists())

    def assert_it_can_be_had_again(self, job):
        """Its form opens filled with its settings, and trying again asks for the same."""
        page = self.client.get(form_again(job))
        self.assertEqual(page.status_code, 200)
        form = page.context["form"]
        filled = {name: form[name].value() for name in job.params if name in form.fields}
        asked = {name: value for name, value in job.params.items() if name in filled}
        for name, value in asked.items():
            self.assertEqual(form.fields[name].clean(filled[name]), value, name)
        Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED)
        new = decisions.again(job, uuid.uuid4())
        operation = registry.get(self.slug)
        self.assertEqual(new.params, job.params)
        self.assertEqual(operation.sources_of(new), operation.sources_of(job))
