"""Lists by rule: what a rule says, and the songs that it finds.

A rule is JSON, kept in `Playlist.rule`; groups stand in groups, three deep with the rule itself:

    rule       {"match": "all" or "any", "rules": [condition or group, …], "sort": "newest", "limit": 50 or None}
    group      {"match": "any", "rules": […]}
    condition  {"filter": "rating", "not": False, "value": "4", "word": "4 stars and more"}

`filter` is a name in FILTERS, `value` what its `plain` made; `word` tells what was meant, should it be gone one day.
"""

from functools import cached_property, reduce
from operator import and_, or_

from django.core.exceptions import ValidationError
from django.db.models import Q

from .filters import FILTERS, SORTS
from .models import Track

DEPTH, MOST, LIMIT = 3, 40, 1000  # of groups, of conditions, and of songs that a limit may be
MATCHES = ("all", "any")
# A list never shows what is thrown away.
ASKED = {name: each for name, each in FILTERS.items() if name != "trash"}
NOTHING = (None, "", False)


class Vocabulary:
    """The fields of filters for a person, each made once: some ask the database for what there is to choose."""

    def __init__(self, user):
        self.user, self.fields = user, {}

    def field(self, name):
        if name not in self.fields:
            self.fields[name] = ASKED[name].field(self.user)
        return self.fields[name]

    def where(self, condition):
        """What it asks for; raises ValidationError where that is gone, or was never there."""
        name = condition.get("filter")
        if name not in ASKED:
            raise ValidationError("unknown")
        value = self.field(name).clean(condition.get("value"))
        if value in NOTHING:
            raise ValidationError("empty")
        return ASKED[name].where(self.user, value)


class Rule:
    """`rows` in its order, without its limit; `gone`: words for the conditions that nothing can meet any more."""

    def __init__(self, user, rule, vocabulary=None):
        self.user, self.gone = user, []
        self.sort = SORTS.get(rule.get("sort"), SORTS["newest"])
        self.limit = rule.get("limit")
        self.vocabulary = vocabulary or Vocabulary(user)
        self.where = self._group(rule)

    @cached_property
    def found(self):
        """In no order."""
        return Track.objects.of(self.user).kept().filter(self.where)

    @property
    def rows(self):
        return self.sort.order(self.found)

    def keys(self):
        """Of all the songs it finds now, in its order."""
        return list(self.rows.values_list("pk", flat=True)[: self.limit])

    def _group(self, group):
        parts = [
            self._group(each) if "rules" in each else self._condition(each) for each in group.get("rules", [])
        ]
        return reduce(or_ if group.get("match") == "any" else and_, parts) if parts else Q()

    def _condition(self, condition):
        try:
            where = self.vocabulary.where(condition)
        except (ValidationError, AttributeError, TypeError, ValueError):  # gone, or not of its filter's kind
            self.gone.append(condition.get("word") or condition.get("filter", ""))
            where = Q(pk__in=[])
        return ~where if condition.get("not") else where
