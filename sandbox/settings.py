"""What a sandbox can be told when it starts: by arguments, else by the environment, else these defaults."""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

from . import facts


@dataclass(frozen=True)
class Settings:
    data: Path
    port: int = 0  # 0: a free one
    host: str = "127.0.0.1"
    key: str = "sandbox"
    credits: float = 1000.0  # the balance of a new sandbox
    stage_seconds: float = 2.0  # from acceptance to text, text to first, first to complete
    longest: float = 0.0  # seconds that a song lasts at most, whatever is asked for; 0: as is asked for
    hmac_key: str = ""  # signs callbacks when set
    callback_pauses: tuple[float, ...] = (2.0, 6.0, 18.0)  # seconds before each retry of a callback
    callback_timeout: float = 15.0
    expiry_days: float = 14.0  # media are gone after that
    upload_hours: float = 24.0  # and files that were handed over after that
    rate: int = facts.CREATES  # new tasks in ten seconds
    renderers: int = 2  # songs rendered at the same time, each in a process of its own


def seconds(text):
    """The numbers of a list such as "2,6,18"."""
    return tuple(float(part) for part in text.split(",") if part.strip())


def from_arguments(arguments=None):
    env = os.environ.get
    parser = argparse.ArgumentParser(
        "python -m sandbox", description="A local stand-in for KIE.AI's Suno API."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder for the database and the media")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--key", default=env("SANDBOX_KEY") or "sandbox", help="the bearer key that is accepted"
    )
    parser.add_argument("--credits", type=float, default=env("SANDBOX_CREDITS") or 1000.0)
    parser.add_argument("--stage-seconds", type=float, default=env("SANDBOX_STAGE_SECONDS") or 2.0)
    parser.add_argument("--longest", type=float, default=env("SANDBOX_LONGEST") or 0.0)
    parser.add_argument("--hmac-key", default=env("SANDBOX_WEBHOOK_HMAC_KEY") or "", help="signs callbacks")
    parser.add_argument("--callback-pauses", type=seconds, default=env("SANDBOX_CALLBACK_PAUSES") or "2,6,18")
    parser.add_argument("--expiry-days", type=float, default=env("SANDBOX_EXPIRY_DAYS") or 14.0)
    parser.add_argument("--upload-hours", type=float, default=env("SANDBOX_UPLOAD_HOURS") or 24.0)
    parser.add_argument(
        "--rate", type=int, default=env("SANDBOX_RATE") or facts.CREATES, help="new tasks in ten seconds"
    )
    return Settings(**vars(parser.parse_args(arguments)))
