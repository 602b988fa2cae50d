"""The most that may be spent, in credits."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def limit(label, **options):
    """In credits; empty is none."""
    return models.DecimalField(
        label,
        max_digits=12,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        **options,
    )


class Budget(models.Model):
    """Of a person or for everybody together what the server's key may be charged; for a project, any key."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="budget",
        verbose_name=_("person"),
    )  # fmt: skip
    project = models.OneToOneField(
        "Project",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="budget",
        verbose_name=_("project"),
    )
    by_month = limit(_("credits in a month"))
    by_job = limit(_("credits for a job"))
    yes_above = limit(
        _("a job that costs more waits for a yes"),
        help_text=_("Of an administrator; they find it under Approvals, and are told by e-mail."),
    )
    warn_at = models.PositiveSmallIntegerField(
        _("warn at, in percent"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    is_for_all = models.BooleanField(null=True, unique=True, editable=False)  # True once, else unknown

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner=None) | models.Q(project=None), name="a_budget_is_of_one_thing"
            ),
        ]

    def __str__(self):
        return str(self.owner or self.project or _("Everybody together"))

    def save(self, *args, **kwargs):
        self.is_for_all = self._is_for_all or None
        super().save(*args, **kwargs)

    def clean(self):
        if self._is_for_all and Budget.objects.filter(is_for_all=True).exclude(pk=self.pk).exists():
            raise ValidationError(_("There is a budget for everybody already."))

    @property
    def _is_for_all(self):
        return self.owner_id is None and self.project_id is None

    @property
    def person(self):
        """Whoever it holds back; None for everybody together."""
        return self.owner or (self.project.owner if self.project else None)
