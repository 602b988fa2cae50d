"""What the provider takes for operations around a song: pictures, words, files, voices. As of October 2026."""

from .stem_names import STEM_NAMES
from .terms import Field, Operation, Span, always, denied, has, lacks, says

CALLBACK = Field("callBackUrl", "address", required=always)
OPTIONAL_CALLBACK = Field("callBackUrl", "address")
TASK = Field("taskId", required=always)
AUDIO = Field("audioId", required=always)
ONE_STEM = says("type", "split_stem_advanced")

COVER_IMAGE = Operation("/api/v1/suno/cover/generate", (TASK, CALLBACK), market="ai-music-api/cover-generate")

PERSONA = Operation(
    "/api/v1/generate/generate-persona",
    (
        TASK, AUDIO,
        Field("name", required=always),
        Field("description", required=always),
        Field("vocalStart", "number", least=0),
        Field("vocalEnd", "number", least=0, decimals=2),
        Field("style"),
    ),
    market="ai-music-api/generate-persona",
    spans=(Span("vocal_start", "vocal_end", least=10, most=30, unsaid=(0, 30)),),
)  # fmt: skip

LYRICS = Operation(
    "/api/v1/lyrics",
    (Field("prompt", longest=200, required=always), CALLBACK),
    market="ai-music-api/generate-lyrics", is_measured=True,
)  # fmt: skip

# Answered at once on its own path; the market answers with a task, and nobody has seen its result.
TIMESTAMPED_LYRICS = Operation("/api/v1/generate/get-timestamped-lyrics", (TASK, AUDIO))
STYLE_BOOST = Operation("/api/v1/style/generate", (Field("content", required=always),))
VOICE_CHECK = Operation("/api/v1/voice/check-voice", (Field("task_id", required=always),))

WAV = Operation(
    "/api/v1/wav/generate", (TASK, AUDIO, CALLBACK),
    market="ai-music-api/convert-to-wav-format", is_measured=True,
)  # fmt: skip

VIDEO = Operation(
    "/api/v1/mp4/generate",
    (TASK, AUDIO, CALLBACK, Field("author", longest=50), Field("domainName", longest=50)),
    market="ai-music-api/create-music-video", is_measured=True,
)  # fmt: skip

STEMS = Operation(  # What the market makes of it is described nowhere.
    "/api/v1/vocal-removal/generate",
    (
        Field("taskId", required=lacks("audio_url"), forbidden=has("audio_url")),
        Field("audioId", required=lacks("audio_url"), forbidden=has("audio_url")),
        Field("audioUrl", "address"),
        Field("type", choices=("separate_vocal", "split_stem", "split_stem_advanced")),
        Field("stemName", choices=STEM_NAMES, required=ONE_STEM, forbidden=denied(ONE_STEM)),
        CALLBACK,
    ),
)  # fmt: skip

MIDI = Operation(  # Nobody got notes from the market's record.
    "/api/v1/midi/generate", (TASK, Field("audioId"), CALLBACK)
)

RECOVERY = Operation(
    "/api/v1/suno/recovery",
    (Field("sunoTaskId", named="task_id", required=always), CALLBACK),
    market="ai-music-api/suno-recovery-audio",
)

VOICE_PHRASE = Operation(
    "/api/v1/voice/validate",
    (
        Field("voiceUrl", "address", required=always),
        Field("vocalStartS", "integer", least=0, required=always),
        Field("vocalEndS", "integer", required=always),
        Field("language", choices=("en", "zh", "es", "fr", "pt", "de", "ja", "ko", "hi", "ru")),
        OPTIONAL_CALLBACK,
    ),
    market="ai-music-api/validation-phrase",
    spans=(Span("vocal_start_s", "vocal_end_s", least=1),),
)  # fmt: skip

VOICE_AGAIN = Operation(  # One l in the name of the address: the provider spells it so.
    "/api/v1/voice/regenerate",
    (TASK, Field("calBackUrl", "address", named="call_back_url", required=always)),
    market="ai-music-api/regenerate-phrase",
)

VOICE = Operation(
    "/api/v1/voice/generate",
    (
        TASK,
        Field("verifyUrl", "address", required=always),
        Field("voiceName"), Field("description"), Field("style"),
        Field("singerSkillLevel", choices=("beginner", "intermediate", "advanced", "professional")),
        OPTIONAL_CALLBACK,
    ),
    market="ai-music-api/create-voice",
)  # fmt: skip
