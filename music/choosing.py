"""What a library's address chooses of all filters: a value of each, of some several."""

from django import forms

from .filters import FILTERS


class FilterForm(forms.Form):
    """Has a field for each filter that the address names."""

    def __init__(self, user, query):
        super().__init__(query)
        named = {name.removesuffix("_from").removesuffix("_to") for name in query}
        self.fields.update(
            {name: each.field_of_address(user) for name, each in FILTERS.items() if name in named}
        )


class Chosen(dict):
    """{filter: value}, of some [value, …]; what is not understood is left out."""

    def __init__(self, user, query):
        self.user, self.form = user, FilterForm(user, query)
        self.form.is_valid()
        cleaned = self.form.cleaned_data
        super().__init__({name: cleaned[name] for name in FILTERS if cleaned.get(name)})

    @property
    def conditions(self):
        """(filter, value) of each but the words."""
        for name, value in self.items():
            if name != "q":
                yield from ((name, each) for each in (value if FILTERS[name].is_several else [value]))

    def narrow(self, tracks):
        """To those that meet all of them; the words are not looked for."""
        tracks = tracks if "trash" in self else tracks.kept()
        for name, value in self.conditions:
            tracks = tracks.filter(FILTERS[name].where(self.user, value))
        return tracks

    @property
    def words(self):
        """As an address has them."""
        words = {}
        for name, value in self.items():
            plain = FILTERS[name].plain(value)
            if isinstance(plain, list) and not FILTERS[name].is_several:
                ends = zip((f"{name}_from", f"{name}_to"), plain, strict=True)
                words |= {end: bound for end, bound in ends if bound is not None}
            else:
                words[name] = "on" if plain is True else plain
        return words

    def without(self, name, value):
        """What changes in an address when this one is taken away."""
        if FILTERS[name].is_several:
            return {name: [each for each in self[name] if each != value]}
        return dict.fromkeys((name, f"{name}_from", f"{name}_to"))

    def choices(self, name):
        """[(value, word)] of a filter that has such; a person's own are asked for once."""
        field = self.form.fields.get(name)
        choices = field.choices if field else FILTERS[name].all_choices(self.user)
        return [(value, word) for value, word in choices if value]

    def word(self, name, value):
        if FILTERS[name].kind == "choice":
            return str(dict(self.choices(name))[value])
        return FILTERS[name].word(self.user, value)
