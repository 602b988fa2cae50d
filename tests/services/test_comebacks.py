from datetime import timedelta
from decimal import Decimal

from django.core.files.storage import default_storage
from django.utils import timezone

from accounts import roles
from accounts.models import AuditEntry
from music.models import Budget, Job, Persona, Project, Recipe, Track
from music.services import comebacks, row_sheets
from music.services.files import row_sheet_of
from tests.base import StudioTestCase
from tests.factories import (
    keep,
    make_account,
    make_job,
    make_persona,
    make_project,
    make_recipe,
    make_track,
    make_user,
)


class ComebackTests(StudioTestCase):
    """What is deleted on its page is brought back by the Undo that is offered then."""

    def delete(self, row):
        response = self.client.post(f"{row.get_absolute_url()}delete/", follow=True)
        (message,) = response.context["messages"]
        self.assertFalse(type(row).objects.filter(uuid=row.uuid).exists())
        self.assertContains(response, "Undo")
        return message.extra_tags.partition(":")[2].split()[0]

    def undo(self, token):
        return self.client.post(f"/library/bulk/undo/{token}/", follow=True)

    def said(self, response):
        return [str(message) for message in response.context["messages"]]

    def fields(self, row):
        facts = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        return facts | {"sheet_due_at": None}

    def test_a_recipe_comes_back_with_all_that_it_was(self):
        recipe = make_recipe(owner=self.user, params={"style": "slow"}, is_shared=True, note="For Sundays")
        self.undo(self.delete(recipe))
        self.assertEqual(self.fields(Recipe.objects.get()), self.fields(recipe))

    def test_its_sheet_goes_and_is_written_again(self):
        recipe = make_recipe(owner=self.user)
        row_sheets.write(recipe)
        token = self.delete(recipe)
        self.assertFalse(default_storage.exists(row_sheet_of(recipe)))
        self.undo(token)
        self.assertLess(Recipe.objects.get().sheet_due_at - timezone.now(), timedelta(minutes=1))

    def test_a_project_comes_back_with_its_songs_jobs_and_budget(self):
        project = make_project(owner=self.user, defaults={"generate": {"style": "slow"}})
        job = make_job(owner=self.user, project=project)
        inside, outside = make_track(job=job, project=project), make_track(owner=self.user)
        Budget.objects.create(project=project, by_month=Decimal(100))
        keep(inside)
        Track.objects.update(sheet_due_at=None)
        roles.give(self.user, roles.Role.ADMINISTRATOR)  # a budget is for them alone to take away
        self.undo(self.delete(project))
        told = list(AuditEntry.objects.order_by("pk").values_list("what", flat=True))
        self.assertEqual(told, ["row.deleted", "row.added"])
        self.assertEqual(self.fields(Project.objects.get()), self.fields(project))
        self.assertEqual(list(Track.objects.filter(project=project)), [inside])
        self.assertIsNone(Track.objects.get(pk=outside.pk).project)
        self.assertEqual(Job.objects.get(pk=job.pk).project, project)
        self.assertEqual(Budget.objects.get().project, project)
        self.assertIsNotNone(Track.objects.get(pk=inside.pk).sheet_due_at)

    def test_songs_that_were_put_elsewhere_meanwhile_stay_there(self):
        project, other = make_project(owner=self.user), make_project(owner=self.user)
        song = make_track(owner=self.user, project=project)
        token = self.delete(project)
        Track.objects.update(project=other)
        self.undo(token)
        self.assertEqual(Track.objects.get(pk=song.pk).project, other)

    def test_where_its_name_was_given_anew_it_has_another(self):
        project = make_project(owner=self.user, name="Road")
        song = make_track(owner=self.user, project=project)
        token = self.delete(project)
        make_project(owner=self.user, name="Road")
        self.undo(token)
        self.assertEqual(Track.objects.get(pk=song.pk).project.name, "Road (2)")

    def test_a_persona_comes_back_with_the_songs_it_sang(self):
        persona = make_persona(owner=self.user)
        song = make_track(owner=self.user, persona=persona)
        self.undo(self.delete(persona))
        self.assertEqual(self.fields(Persona.objects.get()), self.fields(persona))
        self.assertEqual(Track.objects.get(pk=song.pk).persona, persona)
        self.assertEqual(list(Track.objects.found_by(self.user, persona.name)), [song])

    def test_one_that_was_kept_again_meanwhile_has_its_songs(self):
        persona = make_persona(owner=self.user, provider_id="voice-1")
        song = make_track(owner=self.user, persona=persona)
        token = self.delete(persona)
        again = make_persona(owner=self.user, provider_id="voice-1", account=persona.account)
        self.undo(token)
        self.assertEqual(list(Persona.objects.all()), [again])
        self.assertEqual(Track.objects.get(pk=song.pk).persona, again)

    def test_the_song_it_was_made_of_may_be_gone_but_not_its_key(self):
        account = make_account(key="another key", owner=self.user)
        persona = make_persona(owner=self.user, account=account, track=make_track(owner=self.user))
        token = self.delete(persona)
        Track.objects.all().delete()
        self.undo(token)
        self.assertIsNone(Persona.objects.get().track)
        token = self.delete(persona)
        account.delete()
        response = self.undo(token)
        self.assertEqual(self.said(response), ["It cannot come back: what it needs is not there any more."])
        self.assertFalse(Persona.objects.exists())

    def test_it_comes_back_once_and_for_its_owner_alone(self):
        recipe = make_recipe(owner=self.user)
        token = self.delete(recipe)
        self.client.force_login(make_user())
        self.assertEqual(self.undo(token).status_code, 404)
        (step,) = comebacks.delete(make_recipe(owner=self.user))
        with self.assertRaises(comebacks.Gone):
            comebacks.come_back(make_user(), **step["of"])
        comebacks.come_back(self.user, **step["of"])
        comebacks.come_back(self.user, **step["of"])
        self.assertEqual(Recipe.objects.count(), 1)
