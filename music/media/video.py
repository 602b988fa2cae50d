"""What a video file is, and how long it lasts."""

import av
from av.error import FFmpegError

from . import decode


class NotVideo(Exception):
    """This is no video that can be kept; the text says why, for a person."""


def check(path) -> float:
    """Seconds. Every frame of the picture is unpacked once, so that a cut file is noticed."""
    try:
        with decode.open_as(path, "mov") as container:
            return _seconds(container)
    except (FFmpegError, OSError) as error:
        raise NotVideo("The file is no video, or ends early.") from error


def _seconds(container):
    if not container.streams.video:
        raise NotVideo("The file is no MP4 video.")
    stream = container.streams.video[0]
    last = max(
        (packet.pts + (packet.duration or 0) for packet in container.demux(stream) if packet.pts), default=0
    )
    seconds = float(last * stream.time_base)
    if seconds < 0.9 * (container.duration or 0) / av.time_base - 1 or not seconds:
        raise NotVideo("The video ends early.")
    return seconds
