"""All addresses. Links, tests and other programs rely on them."""

from django.contrib import admin
from django.urls import include, path

from music.desk_urls import for_staff
from music.views.desk import desk

urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", for_staff(desk), name="desk"),
    path("admin/desk/", include("music.desk_urls")),
    path("admin/rq/", include("django_rq.urls")),
    path("admin/", admin.site.urls),
    path("", include("music.urls")),
]

handler400 = "music.views.errors.bad_request"
handler403 = "music.views.errors.forbidden"
handler404 = "music.views.errors.not_found"
handler500 = "music.views.errors.server_error"
handler411 = "music.views.errors.no_length"
handler413 = "music.views.errors.too_large"
handler429 = "music.views.errors.too_many"
handler507 = "music.views.errors.disk_full"
