import re

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Job


class HoldForm(forms.Form):
    """Why the provider is held: everybody reads it."""

    reason = forms.CharField(label=_("Why? Everybody reads it"), max_length=200)


class SettleForm(forms.Form):
    HOW = [("wait", _("Wait")), ("task", _("Paste the task’s id")), ("not-made", _("Close as not made"))]

    how = forms.ChoiceField(choices=HOW)
    task_id = forms.CharField(label=_("Task id"), required=False, max_length=64)

    def __init__(self, *args, job=None, **kwargs):
        self.job = job
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("how") == "task" and not re.fullmatch(r"[\w-]{8,64}", cleaned.get("task_id", "")):
            self.add_error(
                "task_id", _("Paste the id as it stands in the provider’s log: letters and digits only.")
            )
        elif cleaned.get("how") == "task" and self.is_another_job_s(cleaned["task_id"]):
            self.add_error("task_id", _("This task belongs to another job. Look for the one that has none."))
        return cleaned

    def is_another_job_s(self, task_id):
        """Anybody's: whoever made a song, it is paid for and kept once."""
        others = Job.objects.filter(task_id=task_id).exclude(pk=self.job.pk)
        return others.filter(account=self.job.account_id).exists()
