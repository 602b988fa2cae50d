"""Finding words in any language: what is stored, what is asked, and how each database matches them.

Texts are folded (case, accents, width) and cut into words; where a script writes without blanks, each
character is a word. A query's words must all occur: the last one as a beginning, a run of such characters
in that order. The owner is a word too, so that one person's search never walks another's songs; and the words of a
title are stored once more under a sign, so that what has them there can be found first.
"""

import re
import unicodedata
from functools import partial
from itertools import filterfalse

from django.db.models import Func, Lookup

# Scripts written without blanks between words: Thai, Lao, Khmer, Burmese, kana, Han, Hangul
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
TOKEN = re.compile(rf"[{UNSPACED}]+|[^\W{UNSPACED}]+", re.UNICODE)
RUN = re.compile(rf"[{UNSPACED}]")


def fold(text: str) -> str:
    """Lower case without accents or width: `Größe` and `GROSSE`, `café` and `cafe` are one."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(filterfalse(unicodedata.combining, decomposed)))


def _pieces(text: str) -> list[list[str]]:
    return [list(run) if RUN.match(run) else [run] for run in TOKEN.findall(fold(text).replace("_", " "))]


# What no typed word begins with. PostgreSQL takes the first of each pair for a blank, so it gets a letter that `fold`
# leaves in no word.
OWNER, OWNER_IN_POSTGRESQL = "\ue000", "ß"
TITLE, TITLE_IN_POSTGRESQL = "\ue001", "ς"
BUT = "\n!\n"  # before the phrases of a query that must not all occur


def in_postgresql(text: str) -> str:
    return text.replace(OWNER, OWNER_IN_POSTGRESQL).replace(TITLE, TITLE_IN_POSTGRESQL)


def _owner(pk: int) -> str:
    """A word that nobody can type."""
    return f"{OWNER}{pk}"


def _flat(text: str, sign: str = "") -> list[str]:
    return [sign + word for piece in _pieces(text) for word in piece]


def words(owner_pk: int, *texts: str, title: str = "") -> str:
    """What is stored for a track."""
    rest = [word for text in texts for word in _flat(text)]
    return " ".join([_owner(owner_pk), *_flat(title), *_flat(title, TITLE), *rest])


def _phrases(text: str, sign: str = "") -> list[str]:
    return [
        " ".join(sign + word for word in piece) + ("" if RUN.match(piece[0]) else "*")
        for piece in _pieces(text)[:16]
    ]


def query(owner_pk: int, text: str) -> str:
    """The same for a search, in the form `Match` takes: phrases of words, one a line, `*` after a beginning."""
    phrases = _phrases(text)
    return "\n".join([_owner(owner_pk), *phrases]) if phrases else ""


def in_title(owner_pk: int, text: str) -> str:
    """For those that have all words in their title."""
    phrases = _phrases(text, TITLE)
    return "\n".join([_owner(owner_pk), *phrases]) if phrases else ""


def in_any_title(text: str) -> str:
    """For those that have all words in their title, whoever they belong to."""
    return "\n".join(_phrases(text, TITLE))


def not_in_title(owner_pk: int, text: str) -> str:
    """For the others that a search finds."""
    wanted = query(owner_pk, text)
    return wanted and wanted + BUT + "\n".join(_phrases(text, TITLE))


def finds(query: str, stored: str) -> bool:
    """Whether a query's phrases all occur in what is stored for a track: of few that are at hand, it is told sooner than
    a database looks each of them up."""
    stored = f" {in_postgresql(stored)} "
    return all(_occurs(in_postgresql(phrase), stored) for phrase in query.split("\n"))


def _occurs(phrase, stored):
    return f" {phrase[:-1]}" in stored if phrase.endswith("*") else f" {phrase} " in stored


class Match(Lookup):
    """`words__match=query(…)` on the full-text table."""

    lookup_name = "match"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        whole = compiler.quote_name_unless_alias(
            self.lhs.target.model._meta.db_table
        )  # the row as one column
        wanted, unwanted = self._both(_in_fts5, " AND ")
        asked = f"({wanted}) NOT ({unwanted})" if unwanted else wanted
        return f"{table}.{whole} MATCH %s", [asked]

    def as_postgresql(self, compiler, connection):
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        wanted, unwanted = self._both(partial(_in_tsquery, self.rhs.partition("\n")[0]), " & ")
        asked = f"{wanted} & !({unwanted})" if unwanted else wanted
        return f"{table}.found @@ to_tsquery('simple', %s)", [asked]

    def _both(self, write, joint):
        wanted, _sign, unwanted = self.rhs.partition(BUT)
        return [joint.join(map(write, lines.split("\n"))) if lines else "" for lines in (wanted, unwanted)]


def _in_fts5(phrase):
    return f'"{phrase.rstrip("*")}"' + ("*" if phrase.endswith("*") else "")


def _in_tsquery(first, phrase):
    """As the column `found` has them: each word after its owner's, those of a title once more without it. A query
    begins with an owner, or is for everybody's songs."""
    own = first + OWNER if first.startswith(OWNER) and phrase != first else ""
    words = " <-> ".join(f"'{in_postgresql(own + word)}'" for word in phrase.rstrip("*").split())
    return f"({words}{':*' if phrase.endswith('*') else ''})"


class Sorted(Func):
    """What is found is sorted afterwards on PostgreSQL. Else, for a word that it takes for common and that is nowhere, it
    walks through the library in its order and looks at each song's words."""

    arity = 1
    template = "%(expressions)s"

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, template="(%(expressions)s + 0)")
