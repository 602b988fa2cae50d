"""What is known of the provider, written down a second time: nothing here is shared with the studio.

Texts are measured in code points. State of knowledge: November 2026.
"""

INTERNAL_NAMES = {  # what the provider calls each version in its answers
    "V4": "chirp-v4",
    "V4_5": "chirp-auk",
    "V4_5PLUS": "chirp-bluejay",
    "V4_5ALL": "chirp-auk-turbo",
    "V5": "chirp-crow",
    "V5_5": "chirp-fenix",
    "V6": "chirp-hawk",
    "V6_MINI": "chirp-goose",
    "V6_WILD": "chirp-hawk-wild",
}
VERSIONS = tuple(INTERNAL_NAMES)
V6_FAMILY = ("V6", "V6_MINI", "V6_WILD")
TIMED = ("V5_5", *V6_FAMILY)  # these take a duration
PERSONAL = ("V5", *TIMED)  # these take a persona's kind

PROMPT = dict.fromkeys(VERSIONS, 5000) | {"V4": 3000}
STYLE = dict.fromkeys(VERSIONS, 1000) | {"V4": 200}
GENERATE_TITLE = dict.fromkeys(VERSIONS, 80)
EXTEND_TITLE = dict.fromkeys(VERSIONS, 100) | {"V4": 80, "V4_5ALL": 80}
SIMPLE_PROMPT = 3000
LYRICS = 5000
DURATION = (10, 360)  # seconds

COVER_TITLE = EXTEND_TITLE | dict.fromkeys(V6_FAMILY, 80)
SOURCED_SIMPLE_PROMPT = 500  # where a source goes with it
LONGEST_SOURCE = 8 * 60  # seconds
ADDING_VERSIONS = ("V4_5PLUS", *PERSONAL)
ADDING_DEFAULT = "V6"  # V4_5PLUS until September 2026
ADDED_PROMPT, ADDED_STYLE, ADDED_NEGATIVE_TAGS = 5000, 1000, 200
SHORTEST_SECTION, LARGEST_SECTION = 10, 0.5  # seconds, and the share of the song, that are replaced
SOUND_PROMPT = 500
SOUND_TEMPO = (1, 300)  # quarter notes per minute
NOTES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
SOUND_KEYS = ("Any", *NOTES, *(f"{note}m" for note in NOTES))

CREDITS = {  # a request; what is not known costs nothing here: midi, recovery, voices
    "generate": 12,
    "extend": 12,
    "upload-cover": 12,
    "upload-extend": 12,
    "add-instrumental": 12,
    "add-vocals": 12,
    "mashup": 12,
    "replace-section": 5,
    "sounds": 2.5,
    "lyrics": 0.4,
    "style-boost": 0.4,
    "timestamped-lyrics": 0.5,
    "wav": 0.4,
    "video": 2,
    "cover-image": 0,
    "persona": 0,
    "midi": 0,
    "recovery": 0,
    "voice-phrase": 0,
    "voice-again": 0,
    "voice": 0,
    "voice-check": 0,
}
STEM_CREDITS = {"separate_vocal": 10, "split_stem": 50, "split_stem_advanced": 20}

MARKET = {  # our name of an operation, and what follows "ai-music-api/" in the market's
    "generate": "generate",
    "extend": "extend",
    "upload-cover": "upload-and-cover-audio",
    "upload-extend": "upload-and-extend-audio",
    "add-instrumental": "add-instrumental",
    "add-vocals": "add-vocals",
    "mashup": "mashup",
    "sounds": "sounds",
    "replace-section": "replace-section",
    "timestamped-lyrics": "timeStamped-lyrics",
    "style-boost": "boost-music-style",
    "cover-image": "cover-generate",
    "persona": "generate-persona",
    "recovery": "suno-recovery-audio",
    "voice-phrase": "validation-phrase",
    "voice-again": "regenerate-phrase",
    "voice": "create-voice",
    "voice-check": "check-voice",
    "lyrics": "generate-lyrics",
    "wav": "convert-to-wav-format",
    "video": "create-music-video",
    "stems": "separate-vocals",
    "midi": "generate-midi-from-audio",
}
# Described there with the answer of their own paths, while the market answers with a task id: not to be relied on.
NOT_ON_MARKET = ("timestamped-lyrics", "style-boost", "voice-check")

IDEA = 200  # characters of the idea for lyrics
DISPLAYED = 50  # of an author's or a domain's name in a video
PERSONA_RANGE = (10, 30)  # seconds of singing
LANGUAGES = ("en", "zh", "es", "fr", "pt", "de", "ja", "ko", "hi", "ru")
SKILLS = ("beginner", "intermediate", "advanced", "professional")
LINK_SECONDS = 20 * 60  # how long an address made by download-url lives
STEM_NAMES = (
    "Lead Vocal", "Drum Kit", "Kick", "Snare", "Risers", "Bass", "Backing Vocals", "Piano",
    "Electric Guitar", "Percussion", "String Section", "Synth", "Acoustic Guitar", "Sound Effects",
    "Synth Pad", "Synth Bass", "Guitar", "Brass Section", "Organ", "Electronic Drum Kit",
    "Lead Electric Guitar", "Synth Keys", "Rhythm Electric Guitar", "Electric Piano", "Upright Bass",
    "Keyboards", "Distorted Electric Guitar", "Synth Strings", "Synth Lead", "Woodwinds",
    "Rhythm Acoustic Guitar", "Flute", "Harp", "Tambourine", "Trumpet", "Arpeggiator", "Accordion",
    "Fiddle", "Pedal Steel Guitar", "Synth Voice", "Violin", "Digital Piano", "Synth Brass", "Mandolin",
    "Choir", "Banjo", "Bells", "Clarinet", "Tenor Saxophone", "Trombone", "Shaker", "French Horn",
    "Glockenspiel", "Electric Bass", "Cello", "Timpani", "Harmonica", "Marimba", "Vibraphone",
    "Lap Steel Guitar", "Saxophone", "Orchestra", "Horns", "Cymbals", "Hand Clap", "Oboe", "Celesta",
    "Congas", "Drone", "Alto Saxophone", "Double Bass", "Ukulele", "Harpsichord", "Baritone Saxophone",
    "Xylophone", "Tuba", "Bass Guitar", "Whistle", "Lead Guitar", "Rhodes", "808", "Bongos", "Bassoon",
    "Cowbell", "Viola", "Sitar", "Steel Drums", "Piccolo", "Theremin", "Bagpipes", "Hi-Hat", "Music Box",
    "Melodica", "Tabla", "Koto", "Djembe", "Taiko", "Didgeridoo",
)  # fmt: skip

CREATES, CREATES_PER = 20, 10.0  # requests per so many seconds, by account
QUERIES, QUERIES_PER = 3, 1.0  # record queries per so many seconds, by task

MESSAGES = {
    400: "The request body is not valid JSON.",
    401: "You do not have access permissions",
    402: "The account balance is insufficient. Please top up your credits.",
    404: "The requested resource does not exist.",
    405: "The request method is not supported.",
    408: "The upstream service did not answer in time.",
    409: "The record already exists.",
    413: "The uploaded audio matches an existing work.",
    422: "Validation error",
    429: "The call frequency is too high. Please try again later.",
    430: "Calls are too frequent. Please try again later.",
    433: "The usage cap of this key has been reached.",
    451: "The file could not be fetched.",
    455: "The service is under maintenance. Please try again later.",
    500: "Server exception, please try again later or contact customer service",
    501: "Audio generation failed.",
    505: "This feature is disabled.",
    531: "Generation failed, the credits have been returned. Please try again.",
}
STAGE_MESSAGES = {
    "text": "Text generation completed.",
    "first": "First track generated successfully.",
    "complete": "All generated successfully.",
}
RECORD_STATUS = {
    "accepted": "PENDING",
    "text": "TEXT_SUCCESS",
    "first": "FIRST_SUCCESS",
    "complete": "SUCCESS",
}
FAILED_STATUS = {
    400: "SENSITIVE_WORD_ERROR",
    500: "CREATE_TASK_FAILED",
}  # any other code: GENERATE_AUDIO_FAILED
