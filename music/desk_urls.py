"""The administrator's own pages, beside those of rows: for staff alone."""

from functools import wraps

from django.contrib import admin
from django.urls import path

from accounts import roles

from .views import approvals, audit, corrections, desk, desk_figures, desk_jobs, house, money, people


def for_staff(view):
    return admin.site.admin_view(view)


def for_administrators(view):
    """Not for managers."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        roles.need(request.user.is_superuser)
        return view(request, *args, **kwargs)

    return for_staff(guarded)


urlpatterns = [
    path("catalogue/", for_administrators(corrections.catalogue_page), name="catalogue"),
    path(
        "catalogue/versions/<str:version>/",
        for_administrators(corrections.label_version),
        name="label_version",
    ),
    path(
        "catalogue/<slug:slug>/", for_administrators(corrections.correct_operation), name="correct_operation"
    ),
    path("jobs/", for_staff(desk_jobs.desk_jobs), name="desk_jobs"),
    path("jobs/deed/", for_staff(desk_jobs.desk_deed), name="desk_deed"),
    path("jobs/<uuid:uuid>/", for_staff(desk_jobs.desk_job), name="desk_job"),
    path("jobs/<uuid:uuid>/deed/", for_staff(desk_jobs.desk_job_deed), name="desk_job_deed"),
    path("jobs/<uuid:uuid>/replay/", for_staff(desk_jobs.desk_job_replay), name="desk_job_replay"),
    path("jobs/<uuid:uuid>/settle/", for_staff(desk_jobs.desk_job_settle), name="desk_job_settle"),
    path("figures/", for_staff(desk_figures.desk_figures), name="desk_figures"),
    path("storage/", for_staff(desk_figures.desk_storage), name="desk_storage"),
    path("queues/", for_staff(desk_figures.desk_queues), name="desk_queues"),
    path("queues/<slug:name>/", for_staff(desk_figures.mend_queue), name="mend_queue"),
    path("balance/", for_staff(desk.refresh_balance), name="desk_balance"),
    path("hold/", for_staff(desk.hold), name="desk_hold"),
    path("release/", for_staff(desk.release), name="desk_release"),
    path("losses/", for_staff(desk.see_losses), name="see_losses"),
    path("rescue/<slug:risk>/", for_staff(desk.rescue_all), name="desk_rescue"),
    path("switches/", for_administrators(house.switch_list), name="switch_list"),
    path("switches/<str:name>/", for_administrators(house.change_switch), name="change_switch"),
    path("announcements/", for_staff(house.announcement_list), name="announcement_list"),
    path("announcements/<int:pk>/end/", for_staff(house.end_announcement), name="end_announcement"),
    path("log/", for_staff(audit.audit_log), name="audit_log"),
    path("people/", for_staff(people.people), name="people"),
    path("people/invite/", for_staff(people.invite), name="invite"),
    path("people/invitations/<int:pk>/close/", for_staff(people.uninvite), name="uninvite"),
    path("people/<int:pk>/", for_staff(people.person), name="person"),
    path("people/<int:pk>/role/", for_staff(people.change_role), name="change_role"),
    path("people/<int:pk>/access/", for_staff(people.change_access), name="change_access"),
    path("people/<int:pk>/budget/", for_staff(people.change_budget), name="change_budget"),
    path("people/<int:pk>/as/", for_staff(people.pose), name="pose"),
    path("approvals/", for_staff(approvals.approval_list), name="approvals"),
    path("approvals/<uuid:uuid>/", for_staff(approvals.settle_approval), name="settle_approval"),
    path("money/", for_staff(money.money_page), name="money"),
    path("money/<int:pk>/", for_staff(money.reconcile), name="reconcile"),
    path("money/readings/<int:pk>/", for_staff(money.explain_reading), name="explain_reading"),
]
