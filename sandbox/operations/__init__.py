"""Everything that can be asked of the provider: one file for each, listed here."""

from . import (
    add_instrumental,
    add_vocals,
    cover_image,
    download_url,
    extend,
    generate,
    lyrics,
    market,
    mashup,
    midi,
    persona,
    records,
    recovery,
    replace_section,
    sounds,
    stems,
    style_boost,
    timed_lyrics,
    upload_cover,
    upload_extend,
    video,
    voice,
    wav,
)

SONGS = (
    generate.operation,
    extend.operation,
    upload_cover.operation,
    upload_extend.operation,
    add_instrumental.operation,
    add_vocals.operation,
    mashup.operation,
    replace_section.operation,
    sounds.operation,
)
TOOLS = (
    lyrics.operation,
    timed_lyrics.operation,
    style_boost.operation,
    persona.operation,
    cover_image.operation,
    wav.operation,
    stems.operation,
    midi.operation,
    video.operation,
    recovery.operation,
    *voice.operations,
)
OPERATIONS = {operation.slug: operation for operation in (*SONGS, *TOOLS)}
# (method, path) → function of (sandbox, request): all that makes no task by a path of its own
ROUTES = {
    ("GET", "/api/v1/chat/credit"): records.credit,
    ("POST", "/api/v1/common/download-url"): download_url.mint,
    ("POST", "/api/v1/jobs/createTask"): market.create,
    ("GET", "/api/v1/jobs/recordInfo"): market.record,
    **{("GET", task.record_path): records.record for task in OPERATIONS.values() if task.record_path},
}
