"""What the provider takes for operations that make songs and sounds. As of October 2026.

Where readings differ, the newer one stands here, unless the older is also right under the newer.
"""

from .terms import (
    ALL,
    OLD,
    TIMED,
    V6,
    WITH_VOICES,
    Field,
    Operation,
    Rule,
    Span,
    always,
    both,
    custom,
    denied,
    either,
    has,
    inherited,
    instrumental,
    lacks,
    old,
    on_market,
    own,
    simple,
    sung,
    v6,
)  # fmt: skip

PROMPT = dict.fromkeys(ALL, 5000) | {"V4": 3000}
STYLE = dict.fromkeys(ALL, 1000) | {"V4": 200}
TITLE = dict.fromkeys(ALL, 100) | {"V4": 80, "V4_5ALL": 80}
COVER_TITLE = TITLE | dict.fromkeys(V6, 80)
MASHUP_TITLE = dict.fromkeys(OLD, 80) | dict.fromkeys(V6, 100)
PARTS = ("V4_5PLUS", "V5", "V5_5", *V6)  # that can add to a recording
KEYS = tuple(tone + mode for tone in ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
             for mode in ("", "m"))  # fmt: skip

CALLBACK = Field("callBackUrl", "address", required=always)
OPTIONAL_CALLBACK = Field("callBackUrl", "address")
UPLOAD = Field("uploadUrl", "address", required=always)
MODEL = Field("model", required=always, choices=ALL)
PARTS_MODEL = Field("model", choices=PARTS)
GENDER = Field("vocalGender", choices=("m", "f"))
CUSTOM_MODE = Field("customMode", "switch", required=both(old, denied(on_market)), is_on_market=False)
NO_SIMPLE_V6 = Rule("the V6 family has no simple mode here", denied(both(simple, v6)), is_mode=True)
OWN_PARAMETERS = Field("defaultParamFlag", "switch", required=denied(on_market), is_on_market=False)
VOICE_NEEDS_PERSONA = Rule(
    "persona_model needs persona_id", either(lacks("persona_model"), has("persona_id"))
)


def texts(**more):
    """The sung text of the V6 family, which wins over the prompt."""
    return Field("lyrics", longest=5000, versions=V6, **more)


def weights(**more):
    names = ("styleWeight", "weirdnessConstraint", "audioWeight")
    return tuple(Field(name, "number", least=0, most=1, decimals=2, **more) for name in names)


def variety(**more):
    return Field("variety", "integer", least=0, most=4, versions=V6, **more)


def duration(type, **more):
    return Field("duration", type, least=10, most=360, versions=TIMED, **more)


def personas(versions=ALL, **more):
    kinds = tuple(version for version in versions if version in WITH_VOICES)
    return (
        Field("personaId", versions=versions, **more),
        Field("personaModel", choices=("style_persona", "voice_persona"), versions=kinds, **more),
    )


def spoken(*names):
    """Any of these is there."""
    return either(*(has(name) for name in names))


GENERATE = Operation(
    "/api/v1/generate",
    (
        Field("prompt", longest=PROMPT, longest_simple=3000, required=either(simple, both(custom, sung, old))),
        Field("style", longest=STYLE, required=both(custom, old), forbidden=both(simple, old)),
        Field("title", longest=80, required=both(custom, old), forbidden=simple),
        Field("customMode", "switch", required=always),
        Field("instrumental", "switch", required=always),
        MODEL, CALLBACK,
        Field("negativeTags", longest=dict.fromkeys(V6, 1000), forbidden=simple),
        Field("vocalGender", choices=("m", "f"), forbidden=simple),
        *weights(forbidden=simple)[:2],
        Field("audioWeight", "number", least=0, most=1, decimals=2,
              forbidden=either(simple, both(v6, instrumental))),
        *personas(forbidden=simple),
        duration("number", forbidden=simple), texts(), variety(),
        Field("imageUrls", "addresses", most=5, versions=V6, forbidden=custom),
        Field("videoUrls", "addresses", most=1, versions=V6, forbidden=custom),
        Field("audioUrls", "addresses", versions=V6, forbidden=custom),
    ),
    market="ai-music-api/generate", is_measured=True,
    rules=(
        Rule("custom mode needs one of style, lyrics, negative_tags",
             denied(both(v6, custom, denied(spoken("style", "lyrics", "negative_tags"))))),
        Rule("simple mode needs more than a prompt", denied(both(
            v6, simple, denied(spoken("style", "lyrics", "image_urls", "video_urls", "audio_urls"))))),
        VOICE_NEEDS_PERSONA,
    ),
)  # fmt: skip

EXTEND = Operation(
    "/api/v1/generate/extend",
    (
        OWN_PARAMETERS,
        Field("audioId", required=always),
        Field("prompt", longest=PROMPT, required=both(own, sung), forbidden=either(inherited, instrumental)),
        Field("style", longest=STYLE, required=own, forbidden=inherited),
        Field("title", longest=TITLE, required=own, forbidden=inherited),
        Field("continueAt", "number", least=0, is_open=True, inside_source=True, required=own,
              forbidden=inherited),
        MODEL, CALLBACK,
        Field("negativeTags", forbidden=inherited),
        Field("vocalGender", choices=("m", "f"), forbidden=either(inherited, instrumental)),
        *weights(forbidden=inherited), *personas(forbidden=inherited),
        Field("instrumental", "switch", forbidden=inherited),
        texts(forbidden=either(inherited, instrumental)), variety(forbidden=inherited),
    ),
    market="ai-music-api/extend", is_measured=True, rules=(VOICE_NEEDS_PERSONA,),
)  # fmt: skip

UPLOAD_COVER = Operation(
    "/api/v1/generate/upload-cover",
    (
        UPLOAD,
        Field("prompt", longest=PROMPT, longest_simple=500, required=either(simple, both(custom, sung, old)),
              forbidden=both(v6, instrumental)),
        Field("style", longest=STYLE, required=both(custom, old), forbidden=simple),
        Field("title", longest=COVER_TITLE, required=both(custom, old), forbidden=simple),
        CUSTOM_MODE,
        Field("instrumental", "switch", required=always),
        MODEL, CALLBACK,
        Field("negativeTags", forbidden=simple),
        Field("vocalGender", choices=("m", "f"), forbidden=either(simple, instrumental)),
        *weights(forbidden=simple), *personas(forbidden=simple),
        duration("integer", forbidden=simple), texts(forbidden=instrumental), variety(),
    ),
    market="ai-music-api/upload-and-cover-audio", is_measured=True,
    rules=(NO_SIMPLE_V6, VOICE_NEEDS_PERSONA),
)  # fmt: skip

UPLOAD_EXTEND = Operation(
    "/api/v1/generate/upload-extend",
    (
        UPLOAD, OWN_PARAMETERS,
        Field("instrumental", "switch", forbidden=inherited),
        Field("prompt", longest=PROMPT, forbidden=inherited),
        Field("style", longest=STYLE, required=own, forbidden=inherited),
        Field("title", longest=TITLE, required=own, forbidden=inherited),
        # In the list of what is required also when inherited, in the text not: so it may come.
        Field("continueAt", "number", least=0, is_open=True, inside_source=True, required=own),
        MODEL, CALLBACK,
        Field("negativeTags", forbidden=inherited),
        Field("vocalGender", choices=("m", "f"), forbidden=either(inherited, instrumental)),
        *weights(forbidden=inherited), *personas(forbidden=inherited),
        texts(forbidden=inherited), variety(forbidden=inherited),
    ),
    market="ai-music-api/upload-and-extend-audio", rules=(VOICE_NEEDS_PERSONA,),
)  # fmt: skip

ADD_INSTRUMENTAL = Operation(
    "/api/v1/generate/add-instrumental",
    (
        UPLOAD, PARTS_MODEL, CALLBACK,
        Field("title", longest=100, required=always),
        Field("negativeTags", longest=200, required=always),
        Field("tags", longest=1000, required=always),
        GENDER, *weights(), texts(), variety(),
    ),
    market="ai-music-api/add-instrumental", is_measured=True,
)  # fmt: skip

ADD_VOCALS = Operation(
    "/api/v1/generate/add-vocals",
    (
        UPLOAD, PARTS_MODEL, CALLBACK,
        Field("prompt", longest=5000, required=denied(on_market)),
        Field("title", longest=100, required=always),
        Field("negativeTags", longest=200, required=always),
        Field("style", longest=1000, required=always),
        GENDER, *weights(), texts(), variety(),
    ),
    market="ai-music-api/add-vocals", is_measured=True,
)  # fmt: skip

REPLACE_SECTION = Operation(
    "/api/v1/generate/replace-section",
    (
        Field("taskId", required=lacks("upload_url"), forbidden=has("upload_url")),
        Field("audioId", required=lacks("upload_url"), forbidden=has("upload_url")),
        Field("uploadUrl", "address"),
        Field("model", choices=ALL, required=has("upload_url"), forbidden=has("task_id")),
        Field("prompt", required=always),
        Field("tags", required=always),
        Field("title", required=always),
        Field("infillStartS", "number", least=0, decimals=2, required=always),
        Field("infillEndS", "number", least=0, decimals=2, required=always),
        Field("fullLyrics", required=always),
        Field("negativeTags"),
        OPTIONAL_CALLBACK,
        texts(), Field("vocalGender", choices=("m", "f"), versions=V6),
        *weights(versions=V6), variety(), *personas(V6),
    ),
    market="ai-music-api/replace-section", rules=(VOICE_NEEDS_PERSONA,),
    spans=(Span("infill_start_s", "infill_end_s", least=10, share=0.5),),
)  # fmt: skip

MASHUP = Operation(
    "/api/v1/generate/mashup",
    (
        Field("uploadUrlList", "addresses", least=2, most=2, required=always),
        Field("prompt", longest=PROMPT, longest_simple=500, required=either(simple, both(custom, sung, old))),
        Field("style", longest=STYLE, required=either(custom, on_market)),
        Field("title", longest=MASHUP_TITLE, required=either(custom, on_market)),
        CUSTOM_MODE,
        Field("instrumental", "switch", is_on_market=False),
        MODEL, CALLBACK,
        Field("vocalGender", choices=("m", "f"), forbidden=simple),
        *weights(forbidden=simple), *personas(V6),
        duration("integer", forbidden=simple), texts(), variety(),
    ),
    market="ai-music-api/mashup", rules=(NO_SIMPLE_V6, VOICE_NEEDS_PERSONA),
)  # fmt: skip

SOUNDS = Operation(
    "/api/v1/generate/sounds",
    (
        Field("prompt", longest=500, required=always),
        Field("model", required=always, choices=("V5", "V5_5", *V6)),
        Field("soundLoop", "switch"),
        Field("soundTempo", "integer", least=1, most=300),
        Field("soundKey", choices=KEYS),  # "Any" is a default without a word for it: left out
        Field("grabLyrics", "switch"),
        OPTIONAL_CALLBACK,
    ),
    market="ai-music-api/sounds",
)  # fmt: skip
