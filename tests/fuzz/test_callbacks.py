"""Callbacks that were tampered with: calmly answered, and never harm what is there."""

import json
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from music.models import Job

from . import shapes
from .base import broken_rules
from .jobs import JobsCase, is_used
from .nonsense import RAW, URLS, VALUES, closed, opened, tampered, with_address, written

WAYS = st.deferred(
    lambda: st.sampled_from([way for way, told in shapes.told().items() if told.callbacks and is_used(*way)])
)
TOKENS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1, max_size=60)


@st.composite
def bodies(draw, way):
    """A body in bytes about this kind of job: a real one, one that was tampered with, or nonsense."""
    real = st.sampled_from(shapes.told()[way].callbacks)
    foreign = st.deferred(lambda: WAYS.flatmap(lambda other: st.sampled_from(shapes.told()[other].callbacks)))
    return draw(written(tampered(real)) | written(real) | written(tampered(foreign)) | written(VALUES) | RAW)


class CallbackTests(JobsCase):
    def post(self, job, body):
        address = f"/callbacks/kie/{job.token}/"
        return self.stranger.post(address, body, content_type="application/json")

    @given(WAYS, st.data())
    def test_whatever_comes_no_rule_is_broken(self, way, data):
        job = self.job(way)
        for body in data.draw(st.lists(bodies(way), min_size=1, max_size=3)):
            self.assertCalm(self.post(job, body))
            self.assertEqual(list(broken_rules(job)), [])

    @given(WAYS, st.data())
    def test_what_is_done_stays_done(self, way, data):
        job = self.job(way)
        for body in shapes.told()[way].callbacks[:3]:
            self.assertEqual(self.post(job, json.dumps(body)).status_code, 200)
        job.refresh_from_db()
        before = job.state, job.tracks.finished().count(), job.assets.count()
        self.assertEqual(job.state, Job.State.DONE)
        self.assertCalm(self.post(job, data.draw(bodies(way))))
        job.refresh_from_db()
        after = job.state, job.tracks.finished().count(), job.assets.count()
        self.assertEqual((after[0], after[1:] >= before[1:]), (Job.State.DONE, True))
        self.assertEqual(list(broken_rules(job)), [])

    @given(WAYS, st.sampled_from(URLS))
    def test_no_address_is_stored_but_of_the_web(self, way, address):
        job = self.job(way)
        for body in shapes.told()[way].callbacks[:3]:
            self.assertCalm(self.post(job, json.dumps(closed(with_address(opened(body), address)))))
        self.assertEqual(list(broken_rules(job)), [])

    @given(WAYS, st.data(), TOKENS)
    def test_a_stranger_learns_nothing(self, way, data, token):
        response = self.stranger.post(
            f"/callbacks/kie/{quote(token)}/", data.draw(bodies(way)), content_type="application/json"
        )
        self.assertIn(response.status_code, (400, 404))
