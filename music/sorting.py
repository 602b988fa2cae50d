"""Orders of songs that can be gone through page by page: each ends in `order`, which no two songs share."""

from dataclasses import dataclass

from django.db.models import BooleanField, CharField, F, FloatField, Func, IntegerField, Q, Value

UNKNOWN = -99  # below every length and every loudness


class Lower(Func):
    """As an index has it, word for word."""

    function, arity, output_field = "LOWER", 1, CharField()


class Known(Func):
    """A number, or far below all others where there is none. The constant is no parameter, as in the index."""

    arity, output_field = 1, FloatField()
    template = f"COALESCE(%(expressions)s, {UNKNOWN})"


class Numbered(Known):
    """The same for a key: newer ones are higher."""

    output_field = IntegerField()


class OnDisk(Func):
    """Whether a state of a copy is that of one that is here; as in the index, too."""

    arity, output_field = 1, BooleanField()
    template = "(%(expressions)s = 'kept')"


class Apart(Func):
    """A number that SQLite looks up in no index of its own: it would go through all songs of three stars and more, and
    sort them, where fifty of the newest are asked for."""

    arity, output_field = 1, IntegerField()
    template = "+%(expressions)s"

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, template="%(expressions)s")


class Behind(Func):
    """Two of a row are compared with two values as one: a place in an index."""

    arity, output_field = 4, BooleanField()
    sign = "<"

    def as_sql(self, compiler, connection, **extra):
        parts, params = zip(*(compiler.compile(part) for part in self.source_expressions), strict=True)
        key, order, value, place = parts
        sql = f"({key}, {order}) {self.sign} ({value}, {place})"
        return sql, [param for some in params for param in some]


class Ahead(Behind):
    sign = ">"


@dataclass(frozen=True)
class Sort:
    """By `key`, then by `order`, which falls: the newest first. Without a key by `order` alone."""

    name: str
    label: str
    key: object = None
    read: type = str  # what a mark's value becomes
    rises: bool = False  # the key
    falls: bool = True  # the order

    def order(self, rows):
        last = "-order" if self.falls else "order"
        if self.key is None:
            return rows.order_by(last)
        key = F("sort_key").asc() if self.rises else F("sort_key").desc()
        return rows.annotate(sort_key=self.key).order_by(key, last)

    def mark(self, track):
        return f"{track.order}" if self.key is None else f"{track.order}~{track.sort_key}"

    def after(self, rows, mark):
        """What comes behind a mark, of `rows` in this order; all where nobody made such a mark."""
        place = self._read(mark)
        if place is None:
            return rows
        order, value = place
        if self.key is None:
            return rows.filter(order__lt=order) if self.falls else rows.filter(order__gt=order)
        if self.rises != self.falls:
            kind = Behind if self.falls else Ahead
            return rows.filter(kind(F("sort_key"), F("order"), Value(value), Value(order)))
        return rows.filter(self._across(order, value))

    def _across(self, order, value):
        """One rises where the other falls, which no comparison of pairs can say."""
        way, other = ("gt", "lt") if self.rises else ("lt", "gt")
        same = Q(**{f"sort_key__{way}": value}) | Q(**{f"order__{other}": order})
        return Q(**{f"sort_key__{way}e": value}) & same

    def _read(self, mark):
        order, _sign, value = (mark or "").partition("~")
        if not (order.isascii() and order.isdigit() and len(order) < 19) or "\0" in value:
            return None
        try:
            return int(order), self.key and self.read(value)
        except ValueError:
            return None
