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

CREDITS = {"generate": 12, "extend": 12}

CREATES, CREATES_PER = 20, 10.0  # requests per so many seconds, by account
QUERIES, QUERIES_PER = 3, 1.0  # record queries per so many seconds, by task

MESSAGES = {
    400: "The request body is not valid JSON.",
    401: "You do not have access permissions",
    402: "The account balance is insufficient. Please top up your credits.",
    404: "The requested resource does not exist.",
    405: "The request method is not supported.",
    408: "The upstream service did not answer in time.",
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
