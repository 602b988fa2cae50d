import uuid

import requests

from .base import KEY, NOBODY, SONG, SandboxCase

OLD = {"model": "V5", "duration": None}
SIMPLE = {"customMode": False, "title": None, "duration": None}
EXTENSION = {
    "defaultParamFlag": True,
    "audioId": "none",
    "prompt": "More rain",
    "style": "folk",
    "title": "Tin roof",
    "continueAt": 5,
    "model": "V5",
    "callBackUrl": NOBODY,
}


class KeyTests(SandboxCase):
    def test_it_refuses_another_key_in_the_body(self):
        response = requests.get(
            self.url + "/api/v1/chat/credit", headers={"Authorization": "Bearer x"}, timeout=5
        )
        self.assertEqual(response.status_code, 200)
        refusal = {"code": 401, "msg": "You do not have access permissions", "data": None}
        self.assertEqual(response.json(), refusal)

    def test_it_answers_400_to_a_body_that_is_no_json(self):
        response = requests.post(self.url + "/api/v1/generate", data="{", headers=KEY, timeout=5)
        self.assertEqual(response.json()["code"], 400)

    def test_an_unknown_path_is_404(self):
        self.assertEqual(self.post("/api/v1/nothing").json()["code"], 404)


class GenerateCheckTests(SandboxCase):
    def refusal(self, **changes):
        answer = self.generate(**changes)
        self.assertEqual(answer["code"], 422, answer)
        self.assertIsNone(answer["data"])
        return answer["msg"]

    def test_it_asks_for_an_address_to_call_back_in_the_measured_words(self):
        self.assertEqual(self.refusal(callBackUrl=None), "Please enter callBackUrl.")

    def test_older_versions_want_style_title_and_words_in_custom_mode(self):
        for name in ("style", "title", "prompt"):
            with self.subTest(name):
                self.assertEqual(self.refusal(**OLD | {name: ""}), f"Please enter {name}.")

    def test_v6_wants_one_of_style_lyrics_or_negative_tags_in_custom_mode(self):
        self.assertIn("at least one of", self.refusal(style=None))
        self.assertEqual(self.generate(style=None, negativeTags="drums")["code"], 200)

    def test_v6_refuses_a_lone_prompt_in_simple_mode(self):
        self.assertIn("at least one of", self.refusal(**SIMPLE | {"style": None}))
        self.assertEqual(self.generate(**SIMPLE | {"style": "a song about rain"})["code"], 200)
        self.assertEqual(self.generate(**SIMPLE | {"style": None, "model": "V5"})["code"], 200)

    def test_lengths_depend_on_the_version_and_count_code_points(self):
        self.assertEqual(self.generate(title="🎵" * 80)["code"], 200)
        self.refusal(title="🎵" * 81)
        self.refusal(**OLD | {"model": "V4", "style": "x" * 201})
        self.assertEqual(self.generate(**OLD | {"style": "x" * 1000})["code"], 200)
        self.refusal(**SIMPLE | {"prompt": "x" * 3001})

    def test_numbers_stay_in_their_ranges(self):
        for name, value in (
            ("duration", 9),
            ("duration", 361),
            ("styleWeight", 1.1),
            ("audioWeight", -0.1),
            ("weirdnessConstraint", "0.5"),
            ("variety", 5),
        ):
            with self.subTest(f"{name} {value}"):
                self.assertIn(name, self.refusal(**{name: value}))

    def test_choices_and_flags_are_what_they_should_be(self):
        for name, value in (
            ("model", "V3_5"),
            ("vocalGender", "x"),
            ("instrumental", "true"),
            ("customMode", None),
        ):
            with self.subTest(name):
                self.assertIn(name, self.refusal(**{name: value}))

    def test_a_refused_request_is_in_no_books(self):
        self.refusal(style="x" * 1001)
        self.assertEqual((self.books()["tasks"], self.books()["balance"]), ([], 1000))


class ExtendCheckTests(SandboxCase):
    def extend(self, **changes):
        return self.post("/api/v1/generate/extend", **EXTENSION | changes).json()

    def test_own_parameters_have_to_be_complete(self):
        for name in ("prompt", "style", "title", "continueAt"):
            with self.subTest(name):
                self.assertEqual(self.extend(**{name: None})["msg"], f"Please enter {name}.")

    def test_inherited_parameters_need_only_the_source(self):
        answer = self.extend(defaultParamFlag=False, prompt=None, style=None, title=None, continueAt=None)
        self.assertEqual(answer["code"], 200)

    def test_an_instrumental_takes_no_words(self):
        self.assertEqual(self.extend(instrumental=True)["msg"], "prompt must not be sent here.")
        self.assertEqual(self.extend(instrumental=True, prompt=None)["code"], 200)

    def test_titles_may_be_longer_than_on_generate(self):
        self.assertEqual(self.extend(title="x" * 100)["code"], 200)
        self.assertEqual(self.extend(title="x" * 81, model="V4_5ALL")["code"], 422)

    def test_only_older_versions_want_the_flag(self):
        self.assertEqual(self.extend(defaultParamFlag=None)["code"], 422)
        self.assertEqual(self.extend(defaultParamFlag=None, model="V6")["code"], 200)

    def test_it_accepts_a_wrong_source_and_fails_it_later_with_a_refund(self):
        task_id = self.extend(audioId=str(uuid.uuid4()))["data"]["taskId"]
        record = self.record_at(task_id, "CREATE_TASK_FAILED")
        self.assertEqual(record["errorMessage"], "Original music record does not exist")
        self.assertEqual(self.books()["balance"], 1000)

    def test_it_fails_later_where_the_version_or_the_moment_does_not_fit_the_source(self):
        source = self.songs(self.task())[0]["id"]
        for changes in ({"model": "V5"}, {"continueAt": 10}):
            task_id = self.extend(**{"audioId": source, "model": "V6"} | changes)["data"]["taskId"]
            self.record_at(task_id, "CREATE_TASK_FAILED")


class RateTests(SandboxCase):
    def test_the_21st_request_within_ten_seconds_is_refused_by_http_too(self):
        for _ in range(20):
            self.post("/api/v1/generate", **SONG | {"style": "x" * 1001})
        response = self.post("/api/v1/generate", **SONG)
        self.assertEqual((response.status_code, response.json()["code"]), (429, 429))
        self.assertEqual(self.books()["tasks"], [])

    def test_a_record_may_be_asked_for_three_times_a_second(self):
        codes = [self.get("/api/v1/generate/record-info?taskId=x").json()["code"] for _ in range(4)]
        self.assertEqual(codes, [200, 200, 200, 429])
