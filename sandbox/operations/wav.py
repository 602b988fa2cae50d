"""POST /api/v1/wav/generate: a song's own samples, without loss; once for each song."""

from .tools import FileTool


class Wav(FileTool):
    slug, path, record_path = "wav", "/api/v1/wav/generate", "/api/v1/wav/record-info"
    once, failed_word = True, "GENERATE_WAV_FAILED"
    kind = suffix = "wav"
    record_name = callback_name = "audioWavUrl"

    def result_names(self, task):
        return ("audio_wav_url" if task.fault("older") else self.callback_name,)


operation = Wav()
