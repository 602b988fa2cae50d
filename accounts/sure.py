"""Asking once more before many rows are changed: how many they are, and which."""

from functools import wraps

from django.contrib import messages
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

MOST, SHOWN = 500, 50


def asks_first(will, *, most=MOST):
    """For an action of Django's administration, under its `admin.action`. `will` says what is done to {n} rows; the same
    once more with `sure` does it, to these rows and no others."""

    def decorate(act):
        @wraps(act)
        def action(page, request, rows):
            keys = list(rows.values_list("pk", flat=True)[: most + 1])
            if len(keys) > most:
                told = _("Choose {n} at the most at once.").format(n=most)
                page.message_user(request, told, messages.WARNING)
            elif request.POST.get("sure"):
                return act(page, request, rows)
            else:
                name = request.POST["action"]
                fields = [("action", name), *(("_selected_action", str(key)) for key in keys)]
                words = will.format(n=len(keys))
                return ask(request, action.short_description, words, rows[:SHOWN], len(keys), fields)

        return action

    return decorate


def ask(request, title, will, rows, count, fields=(), back=None):
    """The page that asks. `fields` are sent to the same address again; `back` is where one goes who is not sure, in the
    studio's frame; without it, to the same page of Django's."""
    context = {
        "title": title, "will": will, "rows": rows, "count": count, "fields": fields, "is_framed": bool(back),
        "address": request.get_full_path(), "back": back or request.get_full_path(),
    }  # fmt: skip
    return TemplateResponse(request, "desk/sure.html", context)
