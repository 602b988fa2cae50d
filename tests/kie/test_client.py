import json
from decimal import Decimal
from unittest import TestCase

import responses

from music.kie.client import MAX_BODY, Accepted, Client, Request
from music.kie.errors import Exists, KieError, NoAnswer, NotSent, Refused, TooManyRequests
from music.kie.readers import READERS
from music.kie.results import Stage

BASE = "https://api.kie.ai"
SISTER = "https://api.sunoapi.org"
PATH = "/api/v1/generate/extend"
RECORD = "/api/v1/generate/record-info"
REQUEST = Request(PATH, {"audio_id": "a", "continue_at": 60, "style": None}, market="ai-music-api/extend")
ACCEPTED = {"code": 200, "msg": "success", "data": {"taskId": "abc"}}

MEANINGS = {
    429: TooManyRequests,
    430: TooManyRequests,
    455: NotSent,
    408: NoAnswer,
    500: NoAnswer,
    409: Exists,
    999: NoAnswer,
    201: NoAnswer,
    **dict.fromkeys((400, 401, 402, 404, 405, 413, 422, 433, 451, 501, 505, 531), Refused),
}


class ClientTestCase(TestCase):
    def setUp(self):
        self.network = responses.RequestsMock(assert_all_requests_are_fired=False)
        self.network.start()
        self.addCleanup(self.network.stop, allow_assert=False)
        self.client = Client(BASE, "the-key")

    def answer(self, *args, base=BASE, path=PATH, method="POST", **kwargs):
        self.network.upsert(method, base + path, *args, **kwargs)

    def trouble(self, call=None):
        with self.assertRaises(KieError) as caught:
            (call or (lambda: self.client.send(REQUEST)))()
        return caught.exception


class SendTests(ClientTestCase):
    def test_it_sends_the_providers_fields_with_the_key(self):
        self.answer(json=ACCEPTED)
        self.assertEqual(self.client.send(REQUEST), Accepted("abc"))
        sent = self.network.calls[0].request
        self.assertEqual(json.loads(sent.body), {"audioId": "a", "continueAt": 60})
        self.assertEqual(sent.headers["Authorization"], b"Bearer the-key")
        self.assertTrue(sent.headers["User-Agent"])

    def test_it_sends_to_the_market_what_the_market_takes(self):
        client = Client(BASE + "/", "the-key", style="market")
        self.answer(path="/api/v1/jobs/createTask", json=ACCEPTED)
        self.answer(json={"code": 200, "data": {"taskId": "dedicated"}})
        self.assertEqual(client.send(REQUEST), Accepted("abc"))
        self.assertEqual(json.loads(self.network.calls[0].request.body)["model"], "ai-music-api/extend")
        self.assertEqual(client.send(Request(PATH, {})), Accepted("dedicated"))

    def test_an_answer_that_is_the_result_is_read_at_once(self):
        self.answer(json={"code": 200, "data": {"taskId": "abc", "result": "warm synthwave"}})
        result = self.client.send(REQUEST, READERS["style-boost"].by("dedicated").answer)
        self.assertEqual((result.stage, result.data), (Stage.COMPLETE, {"text": "warm synthwave"}))
        self.assertEqual(self.client.send(REQUEST), Accepted("abc"))

    def test_every_code_in_a_body_has_its_class(self):
        for code, expected in MEANINGS.items():
            self.answer(json={"code": code, "msg": "words", "data": None})
            error = self.trouble()
            self.assertIs(type(error), expected, code)
            self.assertEqual((error.code, error.message), (code, "words"))

    def test_what_exists_already_leads_to_its_task(self):
        self.answer(json={"code": 409, "msg": "exists", "data": {"taskId": "older"}})
        self.assertEqual(self.trouble().task_id, "older")

    def test_a_cover_that_exists_may_be_told_with_400(self):
        self.answer(json={"code": 400, "msg": "exists", "data": {"taskId": "older"}})
        error = self.trouble()
        self.assertEqual((type(error), error.code, error.task_id), (Exists, 409, "older"))

    def test_what_exists_already_is_a_result_where_the_answer_holds_it(self):
        read_answer = READERS["persona"].dedicated.answer
        self.answer(json={"code": 409, "msg": "exists", "data": {"personaId": "older"}})
        self.assertEqual(self.client.send(REQUEST, read_answer).data["persona_id"], "older")
        self.answer(json={"code": 409, "msg": "exists", "data": None})
        self.assertEqual(self.trouble(lambda: self.client.send(REQUEST, read_answer)).code, 409)

    def test_every_http_status_has_its_class(self):
        for status, expected in {
            429: TooManyRequests,
            403: Refused,
            404: Refused,
            408: NoAnswer,
            302: NoAnswer,
            500: NoAnswer,
            503: NoAnswer,
        }.items():
            self.answer(status=status, body="<html>", headers={"Location": BASE + "/elsewhere"})
            error = self.trouble()
            self.assertIs(type(error), expected, status)
            self.assertEqual(error.code, status)
        self.assertEqual({call.request.url for call in self.network.calls}, {BASE + PATH})

    def test_a_4xx_with_a_more_exact_code_means_that_code(self):
        self.answer(status=400, json={"code": 455, "msg": "maintenance"})
        self.assertIs(type(self.trouble()), NotSent)
        self.answer(status=400, json={"code": 500, "msg": "?"})
        self.assertEqual((type(self.trouble()), self.trouble().code), (Refused, 400))
        self.answer(status=429, json={"code": 500, "msg": "slow down"})
        self.assertIs(type(self.trouble()), TooManyRequests)

    def test_a_5xx_may_have_been_accepted_whatever_its_body_says(self):
        self.answer(status=502, json={"code": 429, "msg": "?"})
        self.assertIs(type(self.trouble()), NoAnswer)

    def test_an_answer_that_says_nothing_may_have_been_accepted(self):
        bodies = (
            "", "<html>", "null", "[]", "5", '"text"', "{}", '{"code": 200}', '{"code": 200, "data": null}',
            '{"code": 200, "data": {}}', '{"code": 200, "data": [1]}', '{"code": true, "data": {"taskId": "a"}}',
            '{"code": 200, "data": {"taskId": 5}}', "[" * 100_000, '{"code": ' + "9" * 5000 + "}",
        )  # fmt: skip
        for body in bodies:
            self.answer(body=body)
            self.assertIs(type(self.trouble()), NoAnswer, body[:40])

    def test_an_answer_longer_than_any_real_one_is_given_up(self):
        self.answer(body=json.dumps(ACCEPTED) + " " * MAX_BODY)
        self.assertEqual(self.trouble().code, "unreadable")

    def test_the_key_and_addresses_are_cut_out_of_its_words(self):
        self.answer(
            json={"code": 422, "msg": "the-key may not call https://studio.example/callbacks/kie/token/"}
        )
        self.assertEqual(self.trouble().message, "••• may not call •••")


class UnsendableTests(ClientTestCase):
    def test_a_key_that_fits_no_header_is_refused_and_not_shown(self):
        self.client = Client(BASE, "the\nkey")
        error = self.trouble()
        self.assertEqual((type(error), error.code), (Refused, "unsendable"))
        self.assertNotIn("key'", str(error) + repr(error.__cause__))
        self.assertEqual(len(self.network.calls), 0)

    def test_a_number_that_is_none_is_refused(self):
        error = self.trouble(lambda: self.client.send(Request(PATH, {"continue_at": float("nan")})))
        self.assertEqual(error.code, "unsendable")

    def test_a_key_in_another_alphabet_is_sent(self):
        self.answer(json=ACCEPTED)
        self.assertEqual(Client(BASE, "ключ").send(REQUEST), Accepted("abc"))


class SisterTests(ClientTestCase):
    def setUp(self):
        super().setUp()
        self.client = Client(SISTER, "the-key")

    def test_429_means_no_credits_there_in_a_body_and_as_a_status(self):
        for status in (200, 429):
            self.answer(base=SISTER, status=status, json={"code": 429, "msg": "no credits"})
            error = self.trouble()
            self.assertEqual((type(error), error.code), (Refused, 402))

    def test_405_and_430_mean_later_there(self):
        for code in (405, 430):
            self.answer(base=SISTER, json={"code": code, "msg": "too often"})
            self.assertIs(type(self.trouble()), TooManyRequests)

    def test_the_balance_has_another_address_there(self):
        self.answer(base=SISTER, path="/api/v1/generate/credit", method="GET", json={"code": 200, "data": 7})
        self.assertEqual(self.client.credits(), 7)

    def test_a_name_that_only_looks_like_it_is_not_the_sister(self):
        self.assertFalse(Client("https://notsunoapi.org", "").is_sister)
        self.assertFalse(Client("https://sunoapi.org.example", "").is_sister)


class RecordTests(ClientTestCase):
    def record(self, **kwargs):
        self.answer(path=RECORD, method="GET", **kwargs)
        return self.client.record(RECORD, "abc def", READERS["music"].dedicated.record)

    def test_it_asks_by_task_id(self):
        result = self.record(json={"code": 200, "data": {"taskId": "abc", "status": "PENDING"}})
        self.assertEqual(result.stage, Stage.PENDING)
        self.assertEqual(self.network.calls[0].request.params, {"taskId": "abc def"})

    def test_an_unknown_task_is_none(self):
        self.assertIsNone(self.record(json={"code": 200, "msg": "success", "data": None}))

    def test_the_market_says_with_a_code_that_it_does_not_know_a_task(self):
        self.assertIsNone(self.record(json={"code": 422, "msg": "recordInfo is null", "data": None}))

    def test_trouble_in_asking_is_an_error_and_no_result(self):
        self.assertIsInstance(self.trouble(lambda: self.record(status=502, body="<html>")), NoAnswer)
        self.assertIsInstance(self.trouble(lambda: self.record(json={"code": 429})), TooManyRequests)

    def test_numbers_that_are_none_become_null(self):
        body = '{"code": 200, "data": {"status": "SUCCESS", "response": {"sunoData": [{"id": "a", "duration": NaN}]}}}'
        self.assertIsNone(self.record(body=body).clips[0].duration)
        self.record(body=body.replace("NaN", "1e999"))
        self.assertIsNone(self.client.last.answer_body["data"]["response"]["sunoData"][0]["duration"])


class RecoveryRecordTests(ClientTestCase):
    """The one record that keeps how its task is in the code, with the task's id beside it."""

    PATH = "/api/v1/suno/recovery/record-info"

    def record(self, **body):
        self.answer(path=self.PATH, method="GET", json=body)
        return self.client.record(self.PATH, "abc", lambda body: body["code"])

    def test_it_is_asked_in_its_own_spelling(self):
        self.assertEqual(self.record(code=200, task_id="abc", data=[]), 200)
        self.assertEqual(self.network.calls[0].request.params, {"task_id": "abc"})

    def test_still_running_and_all_failed_are_told_and_no_trouble(self):
        self.assertEqual(self.record(code=201, task_id="abc", msg="running", data=None), 201)
        self.assertEqual(self.record(code=500, task_id="abc", data=[{"status": "failed"}]), 500)

    def test_an_error_about_no_task_is_trouble(self):
        self.assertIs(type(self.trouble(lambda: self.record(code=500, msg="?", data=None))), NoAnswer)
        self.assertIs(type(self.trouble(lambda: self.record(code=401, data=None))), Refused)

    def test_elsewhere_these_codes_are_trouble(self):
        self.answer(json={"code": 201, "data": {"taskId": "abc"}})
        self.assertIs(type(self.trouble()), NoAnswer)


class DownloadTests(ClientTestCase):
    OLD, NEW = "https://musicfile.kie.ai/YWJj", "https://tempfile.example/abc?signed=1"

    def download_url(self, **kwargs):
        self.answer(path="/api/v1/common/download-url", **kwargs)
        return self.client.download_url(self.OLD)

    def test_an_address_of_the_providers_becomes_one_to_fetch(self):
        self.assertEqual(self.download_url(json={"code": 200, "msg": "success", "data": self.NEW}), self.NEW)
        self.assertEqual(json.loads(self.network.calls[0].request.body), {"url": self.OLD})

    def test_any_other_address_is_refused(self):
        error = self.trouble(
            lambda: self.download_url(json={"code": 422, "msg": "url is wrong", "data": None})
        )
        self.assertEqual((type(error), error.code), (Refused, 422))

    def test_an_answer_without_an_address_is_an_error(self):
        for data in (None, "", "nonsense", "ftp://x/y", [self.NEW], {"url": self.NEW}):
            error = self.trouble(lambda data=data: self.download_url(json={"code": 200, "data": data}))
            self.assertEqual(error.code, "unreadable")
        self.assertEqual(self.trouble(lambda: self.download_url(body="[]")).code, "unreadable")


class CreditTests(ClientTestCase):
    def credits(self, **kwargs):
        self.answer(path="/api/v1/chat/credit", method="GET", **kwargs)
        return self.client.credits()

    def test_the_balance_has_decimals(self):
        self.assertEqual(self.credits(json={"code": 200, "data": 5916.25}), Decimal("5916.25"))

    def test_a_balance_that_is_no_number_is_an_error(self):
        for data in (None, {}, [], True, "many"):
            error = self.trouble(lambda data=data: self.credits(json={"code": 200, "data": data}))
            self.assertIs(type(error), NoAnswer)

    def test_a_wrong_key_is_refused(self):
        self.assertEqual(self.trouble(lambda: self.credits(status=401, json={"code": 401})).code, 401)


class LastExchangeTests(ClientTestCase):
    def test_it_keeps_what_was_said_for_the_flight_recorder(self):
        self.answer(json=ACCEPTED)
        self.client.send(REQUEST)
        last = self.client.last
        self.assertEqual((last.method, last.path, last.status), ("POST", PATH, 200))
        self.assertEqual(last.request_body, {"audioId": "a", "continueAt": 60})
        self.assertEqual(last.answer_body, ACCEPTED)

    def test_it_keeps_an_answer_that_is_no_json_as_text(self):
        self.answer(status=502, body="<html>bad gateway")
        self.trouble()
        self.assertEqual((self.client.last.status, self.client.last.answer_body), (502, "<html>bad gateway"))
