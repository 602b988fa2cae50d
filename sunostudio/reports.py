"""What is told about a page that failed, by mail or with DEBUG: where and how, and nobody's secrets.

Django shows each variable of each function that was at work; a key that somebody is just entering is one of them.
"""

import re

from django.utils.log import AdminEmailHandler
from django.utils.regex_helper import _lazy_re_compile
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from .logs import HIDDEN, hide


class Reporter(ExceptionReporter):
    def get_traceback_text(self):
        return hide(super().get_traceback_text())

    def get_traceback_html(self):
        return hide(super().get_traceback_html())


class Careful(SafeExceptionReporterFilter):
    """Names without values, for variables, form fields and cookies; settings and headers as Django hides them."""

    hidden_settings = _lazy_re_compile("API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|COOKIE", flags=re.IGNORECASE)

    def is_active(self, request):
        return True

    def get_traceback_frame_variables(self, request, tb_frame):
        return [(name, f"<{type(value).__name__}>") for name, value in tb_frame.f_locals.items()]

    def get_post_parameters(self, request):
        return dict.fromkeys(request.POST, HIDDEN) if request else {}

    def get_safe_cookies(self, request):
        return dict.fromkeys(getattr(request, "COOKIES", {}), HIDDEN)


class Mail(AdminEmailHandler):
    """To ADMINS. Its subject has the address that failed."""

    def send_mail(self, subject, message, *args, **kwargs):
        super().send_mail(hide(subject), hide(message), *args, **kwargs)
