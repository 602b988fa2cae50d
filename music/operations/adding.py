"""What adding a voice and adding an accompaniment have in common."""

from django.utils.translation import gettext_lazy as _

from .song_forms import HandedOver, SongForm
from .songs import MusicOperation, chosen


class AddingForm(HandedOver, SongForm):
    instrumental = persona_id = None
    needed = {
        "title": _("Give the song a title."),
        "negative_tags": _("Say what to leave out; the provider wants a word here, such as “noise”."),
    }

    def suggestions(self):
        return self.like(self.sources[0]) | {"negative_tags": "noise"}

    def check_song(self, version, limits):
        for name, message in self.needed.items():
            self.need(name, message)
        super().check_song(version, limits)


class Adding(MusicOperation):
    hands_over = True

    def fields(self, job):
        (address,) = self.addresses_of(job)
        own = chosen(self.slug, job.params) | self.words(job.params)
        return own | {"upload_url": address, "model": job.params["model"]}

    def words(self, params):
        """How it should sound, and what is sung, under this operation's names for them."""
        raise NotImplementedError
