"""POST /api/v1/common/download-url: an address that lives for twenty minutes, for a file that was made here."""

import time
import uuid
from urllib.parse import quote

from .. import answers, facts, media
from ..answers import Refused


def mint(sandbox, request):
    url = answers.read_json(request).get("url")
    path = isinstance(url, str) and url.startswith(sandbox.url) and media.plain_path(url[len(sandbox.url) :])
    if not path or media.found(sandbox, path) is None:
        raise Refused(422, "url is wrong")
    token = uuid.uuid4().hex
    sandbox.store.add_link(token, path, time.time() + facts.LINK_SECONDS)
    return answers.success(f"{sandbox.url}/media/dl/{token}{quote(path.removeprefix('/media'))}")
