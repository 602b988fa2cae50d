"""What strangers open by a link: a page with a player, its sounds and pictures. All of it is looked up by the link's
token and a number; nothing of the studio's own addresses is told, and what is not there (any more) is a plain 404."""

from functools import wraps
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sunostudio import policies
from sunostudio.limits import Limit, network_of, too_often

from ..listing import number
from ..media import names
from ..media.masked import Masked
from ..services import feeds, oembeds, shares
from .media import serve

A_WEEK = 7 * 24 * 3600  # seconds that a browser remembers a password that was right
GUESSES = Limit("passwords of shares", 10, 60), Limit("passwords of a share", 60, 300)  # of a network; of all
LISTENS = Limit("listens", 60, 3600)


def by_link(view):
    """For everybody who has the link, and for no search engine. A page of a share with a password is shut until it
    was given."""

    @login_not_required
    @wraps(view)
    def opened(request, token, *args, **kwargs):
        share = shares.open_share(token)
        if share is None:
            raise Http404
        response = view(request, share, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return opened


def is_shut(request, share):
    if not share.password:
        return False
    return request.get_signed_cookie("share", None, salt=_salt(share), max_age=A_WEEK) != "open"


def _salt(share):
    """Another password shuts it again."""
    return f"share:{share.token}:{share.password}"


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def shared(request, share):
    _refuse_feed(share)
    if request.method == "POST":
        return _unlock(request, share)
    if is_shut(request, share):
        return _locked(request, share)
    return _strict(render(request, "shared/page.html", _about(request, share)))


@require_safe
@by_link
def shared_embed(request, share):
    """The one page that others may put into theirs."""
    _refuse_feed(share)
    if is_shut(request, share):
        response = render(request, "shared/embed_locked.html", {"share": share})
    else:
        response = render(request, "shared/embed.html", _about(request, share))
    response.xframe_options_exempt = True
    return _strict(response, frames="*")


def _refuse_feed(share):
    if share.is_feed:
        raise Http404


def _strict(response, frames=None):
    response._csp_config = policies.shared(frames) if frames else policies.shared()
    return response


def _about(request, share):
    """The songs, and which of them the page begins with: `?song=2`."""
    songs = shares.songs(share)
    wanted = number(request.GET.get("song")) or 1
    now = songs[min(wanted, len(songs)) - 1] if songs else None
    root = request.build_absolute_uri(share.public_url)
    found = {"share": share, "songs": songs, "now": now and shares.words_of(now), "root": root}
    return found | {"oembed": f"{request.build_absolute_uri(reverse('oembed'))}?{urlencode({'url': root})}"}


def _locked(request, share, status=200, error=""):
    return _strict(render(request, "shared/locked.html", {"share": share, "error": error}, status=status))


def _unlock(request, share):
    """As at the doors: wrong tries are counted, for who tries and for the share."""
    who = network_of(request), share.pk
    if wait := max(limit.wait(key) for limit, key in zip(GUESSES, who, strict=True)):
        request.retry_after = wait
        return _locked(request, share, 429, too_often(wait))
    if not share.password or shares.is_right(share, request.POST.get("password", "")):
        response = redirect(share.public_url)
        response.set_signed_cookie(
            "share", "open", salt=_salt(share), max_age=A_WEEK, path=share.public_url, httponly=True,
            secure=settings.HTTPS, samesite="Lax",
        )  # fmt: skip
        return response
    for limit, key in zip(GUESSES, who, strict=True):
        limit.count(key)
    return _locked(request, share, 422, "wrong")


# Songs


def _find(request, share, place):
    """`of` in the address says which song was meant when it was written."""
    song = None if is_shut(request, share) else shares.song(share, place, request.GET.get("of", ""))
    if song is None:
        raise Http404
    return song


@require_safe
@by_link
def shared_audio(request, share, place):
    return _sound(request, share, _find(request, share, place))


@require_safe
@by_link
def shared_download(request, share, place):
    if not share.allows_download:
        raise Http404
    return _sound(request, share, _find(request, share, place), download=True)


def _sound(request, share, song, download=False):
    """Without the song's number in the studio, which stands in its tags."""
    file = Masked(song.audio, f"suno-studio:{song.uuid}")
    name, version = names.slug_of(str(song), "song"), f"{song.sha256}{song.size}"
    return serve(request, file, name=name, mark=shares.mark(share, version), download=download)


@require_safe
@by_link
def shared_cover(request, share, place):
    """Others show it beside the link."""
    song = _find(request, share, place)
    mark = shares.mark(share, f"{song.cover.name}{song.hue}{song.sha256}")
    response = serve(request, song.cover, name=names.slug_of(str(song), "song"), mark=mark)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_POST
@csrf_exempt  # it comes from players in foreign pages, and changes nothing but a count
@by_link
def shared_heard(request, share, place):
    """A page says that it began to play a song; once for each in a session."""
    _find(request, share, place)
    if not LISTENS.count(f"{share.pk}:{network_of(request)}"):
        shares.hear(share)
    return HttpResponse(status=204)


@require_safe
@by_link
def shared_feed(request, share):
    """For podcast players, which know no passwords: the link is the secret."""
    if not share.is_feed:
        raise Http404
    root = request.build_absolute_uri(share.public_url).removesuffix("feed.xml")
    text = feeds.written(share, shares.songs(share, "lyrics"), root)
    return HttpResponse(text, content_type="application/rss+xml; charset=utf-8")


@require_safe
@login_not_required
def oembed(request):
    """How other programs put a share into their pages (https://oembed.com): the one format is JSON."""
    if request.GET.get("format", "json") != "json":
        return JsonResponse({}, status=501)
    share = shares.open_share(_token_in(request, request.GET.get("url", "")))
    if share is None or share.is_feed:
        raise Http404
    if share.password:
        return JsonResponse({}, status=401)
    told = oembeds.told(share, request.build_absolute_uri(share.public_url), request.GET)
    return JsonResponse(told, headers={"X-Robots-Tag": "noindex, nofollow"})


def _token_in(request, address):
    """Of an address of ours; what is not one has none."""
    try:
        match = resolve(urlsplit(address).path) if urlsplit(address).netloc == request.get_host() else None
    except (ValueError, Resolver404):
        return ""
    return match.kwargs["token"] if match and match.url_name in ("shared", "shared_embed") else ""
