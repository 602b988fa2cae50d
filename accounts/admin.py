"""People, and who is invited. The door to these pages is the studio's own, second proof included."""

from allauth.account import admin as account_admin
from allauth.account.adapter import get_adapter
from allauth.account.decorators import secure_admin_login
from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa import admin as mfa_admin
from allauth.usersessions import admin as usersessions_admin
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy
from django_rq import admin as rq_admin

from . import audit, demo, invitations, leaving
from .models import Invitation, User
from .sure import asks_first

admin.site.site_header = admin.site.site_title = "Suno Studio"
admin.site.index_title = _("Administration")
admin.site.login = secure_admin_login(admin.site.login)

# Groups mean nothing here, the queues have a page of their own, addresses are changed by whose they are, and the other
# two show secrets, or search by a user name that nobody has.
for theirs in (
    auth_admin.Group,
    account_admin.EmailAddress,
    rq_admin.models.Dashboard,
    mfa_admin.Authenticator,
    usersessions_admin.UserSession,
):
    admin.site.unregister(theirs)


def copyable(address):
    return format_html('<input class="vTextField" readonly value="{}">', address)


@admin.register(User)
class UserAdmin(audit.Audited, admin.ModelAdmin):
    """People come by signing up or by invitation, and stay: their songs are theirs. Who may do what, and whether they may
    sign in, is said at the desk (`music.views.people`)."""

    list_display = ["email", "name", "role_name", "is_active", "leaves_at", "date_joined", "last_login"]
    list_filter = ["is_staff", "is_superuser", "is_listener", "is_active"]
    search_fields = ["email", "name"]
    date_hierarchy = "date_joined"
    list_per_page = 50
    ordering = ["-pk"]
    show_full_result_count = False
    fields = [
        "email",
        "name",
        ("role_name", "is_active"),
        ("language", "theme"),
        "folder",
        ("date_joined", "last_login", "leaves_at"),
    ]
    readonly_fields = ["email", "folder", "role_name", "is_active", "date_joined", "last_login", "leaves_at"]
    actions = ["make_password_link", "confirm_address", "have_leave", "have_stay"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("role"))
    def role_name(self, person):
        return person.role.label

    @admin.action(description=_("Make a link for a new password"), permissions=["change"])
    @asks_first(
        ngettext_lazy(
            "A link is made by which a new password can be set for {n} person. Whoever has it gets in.",
            "Links are made by which new passwords can be set for {n} people. Whoever has one gets in.",
            "n",
        ),
        most=20,
    )
    def make_password_link(self, request, people):
        """For who forgot theirs on a server that sends no mail. The link works once, for three days."""
        for person in people.filter(is_active=True).exclude(email=demo.EMAIL):
            token = EmailAwarePasswordResetTokenGenerator().make_token(person)
            key = f"{user_pk_to_url_str(person)}-{token}"
            link = get_adapter(request).get_reset_password_from_key_url(key)
            audit.note(request.user, "person.link", person)
            self.message_user(request, format_html("{}: {}", person, copyable(link)), messages.SUCCESS)

    @admin.action(description=_("Take their address as confirmed"), permissions=["change"])
    @asks_first(
        ngettext_lazy(
            "The address of {n} person is taken as theirs, without the link in a letter.",
            "The addresses of {n} people are taken as theirs, without the link in a letter.",
            "n",
        )
    )
    @transaction.atomic
    def confirm_address(self, request, people):
        """For whom no letter reaches."""
        open_ones = account_admin.EmailAddress.objects.filter(user__in=people, verified=False)
        done = [address for address in open_ones.select_related("user") if _is_confirmed(address)]
        audit.note_each(request.user, "person.confirmed", [address.user for address in done])
        count = len(done)
        told = ngettext("{n} address is confirmed.", "{n} addresses are confirmed.", count).format(n=count)
        self.message_user(request, told, messages.SUCCESS if count else messages.WARNING)

    @admin.action(description=_("Delete with everything, after 14 days"), permissions=["change"])
    @asks_first(
        ngettext_lazy(
            "{n} person is signed out now, and deleted with all songs in 14 days, unless they stay.",
            "{n} people are signed out now, and deleted with all their songs in 14 days, unless they stay.",
            "n",
        )
    )
    def have_leave(self, request, people):
        """As if they had asked themselves: until then they, or an administrator, can change their mind."""
        for person in people.exclude(pk=request.user.pk):
            if _leaves(person, request.user):
                told = _("{person} is deleted on {day}, unless they stay.")
                day = date_format(timezone.localtime(person.leaves_at), "DATE_FORMAT")
                self.message_user(request, told.format(person=person, day=day), messages.SUCCESS)
            else:
                told = _("{person} cannot leave, or is leaving already.")
                self.message_user(request, told.format(person=person), messages.WARNING)

    @admin.action(description=_("Let stay who is leaving"), permissions=["change"])
    @transaction.atomic
    def have_stay(self, request, people):
        staying = [person for person in people if leaving.stay(person)]
        audit.note_each(request.user, "person.stays", staying)
        count = len(staying)
        told = ngettext("{n} person stays.", "{n} people stay.", count).format(n=count)
        self.message_user(request, told, messages.SUCCESS if count else messages.WARNING)


def _is_confirmed(address):
    """The one they sign in with, not one they would change to; False where somebody else has it."""
    return address.email.lower() == address.user.email and address.set_verified()


@transaction.atomic
def _leaves(person, by):
    has_left = leaving.leave(person)
    if has_left:
        audit.note(by, "person.leaves", person)
    return has_left


class OpenFilter(admin.SimpleListFilter):
    title, parameter_name = _("still open"), "open"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        still = Invitation.objects.open()
        if self.value() == "yes":
            return queryset.filter(pk__in=still)
        return queryset.exclude(pk__in=still) if self.value() == "no" else queryset


@admin.register(Invitation)
class InvitationAdmin(audit.Audited, admin.ModelAdmin):
    """Make one, copy its link, send it to one person. Deleting it closes the link."""

    list_display = ["__str__", "role", "created_by", "expires_at", "used_by"]
    list_select_related = ["created_by", "used_by"]
    list_filter = [OpenFilter, "role"]
    search_fields = ["note", "created_by__email", "used_by__email"]
    date_hierarchy = "created_at"
    ordering = ["-pk"]
    fields = ["note", "role", "expires_at"]

    def has_change_permission(self, request, obj=None):
        return False

    def get_list_display(self, request):
        @admin.display(description=_("link"), empty_value="–")
        def link(invitation):
            is_open = not invitation.used_by_id and invitation.expires_at > timezone.now()
            return copyable(invitations.address(request, invitation)) if is_open else None

        return [*self.list_display, link]

    def save_model(self, request, obj, form, change):
        obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        link = copyable(invitations.address(request, obj))
        self.message_user(request, format_html("{} {}", _("Send this link:"), link))
        return self.response_post_save_add(request, obj)
