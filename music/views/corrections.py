"""Limits, prices and versions as the provider has them today, corrected by an administrator."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import catalogue
from ..forms.corrections import CorrectionsForm, VersionForm
from ..kie.limits import ModelVersion
from ..operations import registry
from ..services import corrections


@require_safe
def catalogue_page(request):
    counts = corrections.counts()
    operations = [
        (operation, counts.get(operation.slug, 0), catalogue.price_of(operation.slug))
        for operation in registry.IN_ORDER
    ]
    versions = [(version, _version_form(version), _is_corrected(version)) for version in ModelVersion]
    return render(request, "desk/catalogue.html", {"operations": operations, "versions": versions})


def _version_form(version, data=None):
    status = catalogue.DISCONTINUED if catalogue.is_discontinued(version) else catalogue.CURRENT
    initial = {"status": status, "is_hidden": catalogue.is_hidden(version)}
    return VersionForm(data, initial=initial, prefix=version.value, auto_id=f"id_{version.value}_%s")


def _is_corrected(version):
    return bool(catalogue.corrected("", version))


@require_POST
def label_version(request, version):
    if version not in set(ModelVersion):
        raise Http404
    version = ModelVersion(version)
    if "back" in request.POST:
        original = catalogue.DISCONTINUED if version.is_discontinued else catalogue.CURRENT
        corrections.label(request.user, version, original, False)
    else:
        _label(request, version)
    return redirect("catalogue")


def _label(request, version):
    form = _version_form(version, request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose current or discontinued."))
        return
    try:
        corrections.label(request.user, version, form.cleaned_data["status"], form.cleaned_data["is_hidden"])
        messages.success(request, _("Kept. All forms follow within seconds."))
    except corrections.NothingLeft:
        messages.warning(
            request, _("An operation would be left without any version. Offer another one first.")
        )


def correct_operation(request, slug):
    if slug not in registry.OPERATIONS:
        raise Http404
    if request.method == "POST" and "back" in request.POST:
        return _back(request, slug)
    known = corrections.now(slug)
    form = CorrectionsForm(request.POST if request.method == "POST" else None, known=known)
    if form.is_bound and form.is_valid():
        for words in form.corrected():
            corrections.correct(request.user, slug, *words)
        messages.success(request, _("Kept. All forms follow within seconds."))
        return redirect("correct_operation", slug)
    context = {"operation": registry.get(slug), "form": form}
    return render(request, "desk/correct_operation.html", context, status=422 if form.is_bound else 200)


def _back(request, slug):
    version, _dot, name = request.POST["back"].partition(".")
    corrections.take_back(request.user, slug, version, name)
    messages.success(request, _("As the table has it."))
    return redirect("correct_operation", slug)
