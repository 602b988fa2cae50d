"""Asking for songs that start from recordings, and waiting for what becomes of them."""

import base64

from .base import NOBODY, SandboxCase

COVER = {"customMode": True, "instrumental": False, "style": "jazz", "title": "Cover", "prompt": "Rain again"}
EXTENSION = {
    "defaultParamFlag": True,
    "style": "jazz",
    "title": "More",
    "prompt": "More rain",
    "continueAt": 5,
}
SECTION = {
    "prompt": "Sun",
    "tags": "jazz",
    "title": "Other",
    "fullLyrics": "Rain\nSun\nRain",
    "infillStartS": 5,
    "infillEndS": 15.5,
}
PATHS = {
    "upload-cover": COVER,
    "upload-extend": EXTENSION,
    "add-instrumental": {"title": "Band", "tags": "jazz", "negativeTags": "metal"},
    "add-vocals": {"title": "Sung", "style": "jazz", "negativeTags": "metal", "prompt": "La la la"},
    "replace-section": SECTION,
}
SOUND = {"prompt": "Door that slams", "model": "V5"}


class SongCase(SandboxCase):
    def upload(self, content, name="tone.wav"):
        """The address of a file that was handed over."""
        text = base64.b64encode(content).decode()
        response = self.post("/api/file-base64-upload", base64Data=text, uploadPath="tests", fileName=name)
        return response.json()["data"]["downloadUrl"]

    def ask(self, slug, **fields):
        fields = {"callBackUrl": NOBODY, "model": "V6"} | fields
        return self.post(f"/api/v1/generate/{slug}", **fields).json()

    def task_of(self, slug, **fields):
        answer = self.ask(slug, **fields)
        self.assertEqual(answer["code"], 200, answer["msg"])
        return answer["data"]["taskId"]

    def finished(self, slug, **fields):
        """(record, recipes of its songs)."""
        task_id = self.task_of(slug, **fields)
        record = self.record_at(task_id, "SUCCESS", "CALLBACK_EXCEPTION")
        return record, [item.recipe for item in self.server.sandbox.store.items(task_id)]

    def failed(self, slug, **fields):
        record = self.record_at(
            self.task_of(slug, **fields),
            "CREATE_TASK_FAILED",
            "GENERATE_AUDIO_FAILED",
            "SENSITIVE_WORD_ERROR",
        )
        return record["errorCode"], record["errorMessage"]

    def refusal(self, slug, **fields):
        answer = self.ask(slug, **fields)
        self.assertEqual((answer["code"], answer["data"]), (422, None))
        return answer["msg"]

    def durations(self, record):
        return [song["duration"] for song in record["response"]["sunoData"]]
