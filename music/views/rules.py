"""Lists by rule: written, tried, and turned into lists by hand."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..lists import COUNTED, sums
from ..models import Playlist
from ..rule_forms import RuleForm, of_address, of_playlist
from ..rules import Rule
from ..services import playlists
from .asked import wants_piece

SHOWN = 10  # songs of a preview


def write_rule(request):
    """A new one; begun with what a library's address asks for."""
    typed = request.POST if request.method == "POST" else of_address(request.GET)
    form = RuleForm(request.user, typed, _pressed(request))
    if form.is_valid:
        playlist = playlists.make(request.user, form.fields.cleaned_data["name"], rule=form.rule)
        messages.success(request, _("Songs that fit come by themselves from now on."))
        return redirect(playlist)
    return _form_page(request, form)


def edit_rule(request, uuid):
    playlist = get_object_or_404(_lists_by_rule(request), uuid=uuid)
    typed = request.POST if request.method == "POST" else of_playlist(playlist)
    form = RuleForm(request.user, typed, _pressed(request))
    if form.is_valid:
        playlists.set_rule(playlist, name=form.fields.cleaned_data["name"], rule=form.rule)
        messages.success(request, _("Saved."))
        return redirect(playlist)
    return _form_page(request, form, playlist=playlist)


def _lists_by_rule(request):
    return Playlist.objects.of(request.user).filter(rule__isnull=False)


def _pressed(request):
    """Without a button it is saved; a choice that asks for other fields is no button."""
    if request.method != "POST":
        return ""
    return request.POST.get("do", "show" if wants_piece(request) else "save")


def _form_page(request, form, **context):
    is_refused = _pressed(request) == "save"
    context |= {"form": form, **_preview(form)}
    return render(request, "music/write_rule.html", context, status=422 if is_refused else 200)


def _preview(form):
    """How many songs it finds as it stands, and the first of them; none before there is a condition."""
    if not form.rule["rules"]:
        return {"songs": [], "counted": None}
    rule = form.found
    rows = rule.rows.for_rows()
    most = min(SHOWN, rule.limit or SHOWN)
    found = sums(rule)
    return {"songs": list(rows[:most]), "counted": found | {"is_beyond": found["count"] > COUNTED}}


@require_POST
def preview_rule(request):
    form = RuleForm(request.user, request.POST)
    return render(request, "music/_rule_preview.html", {"form": form, **_preview(form)})


@require_POST
def by_hand(request, uuid):
    playlist = get_object_or_404(_lists_by_rule(request), uuid=uuid)
    keys = Rule(request.user, playlist.rule).keys()
    playlists.turn_into_hand(playlist, keys[: playlists.MOST])
    messages.success(request, _("It is a list by hand now: drag its songs as you like."))
    if len(keys) > playlists.MOST:
        messages.warning(request, playlists.told_of_the_rest())
    return redirect(playlist)
