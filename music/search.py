"""Finding words in any language: what is stored, what is asked, and how each database matches them.

Texts are folded (case, accents, width) and cut into words; where a script writes without blanks, each
character is a word. A query's words must all occur: the last one as a beginning, a run of such characters
in that order. The owner is a word too, so that one person's search never walks another's songs.
"""

import re
import unicodedata

from django.db.models import Func, Lookup

# Scripts written without blanks between words: Thai, Lao, Khmer, Burmese, kana, Han, Hangul
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
TOKEN = re.compile(rf"[{UNSPACED}]+|[^\W{UNSPACED}]+", re.UNICODE)
RUN = re.compile(rf"[{UNSPACED}]")


def fold(text: str) -> str:
    """Lower case without accents or width: `Größe` and `GROSSE`, `café` and `cafe` are one."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def _pieces(text: str) -> list[list[str]]:
    return [list(run) if RUN.match(run) else [run] for run in TOKEN.findall(fold(text).replace("_", " "))]


# What no typed word begins with. PostgreSQL takes the first of them for a blank, so it gets a letter that `fold` leaves
# in no word.
OWNER, OWNER_IN_POSTGRESQL = "\ue000", "ß"


def _owner(pk: int) -> str:
    """A word that nobody can type."""
    return f"{OWNER}{pk}"


def words(owner_pk: int, *texts: str) -> str:
    """What is stored for a track."""
    return " ".join(
        [_owner(owner_pk), *(word for text in texts for piece in _pieces(text) for word in piece)]
    )


def query(owner_pk: int, text: str) -> str:
    """The same for a search, in the form `Match` takes: phrases of words, one a line, `*` after a beginning."""
    pieces = _pieces(text)[:16]
    lines = [" ".join(piece) + ("" if RUN.match(piece[0]) else "*") for piece in pieces]
    return "\n".join([_owner(owner_pk), *lines]) if lines else ""


class Match(Lookup):
    """`words__match=query(…)` on the full-text table."""

    lookup_name = "match"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        whole = compiler.quote_name_unless_alias(
            self.lhs.target.model._meta.db_table
        )  # the row as one column
        phrases = [
            f'"{line.rstrip("*")}"' + ("*" if line.endswith("*") else "") for line in self.rhs.split("\n")
        ]
        return f"{table}.{whole} MATCH %s", [" AND ".join(phrases)]

    def as_postgresql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        phrases = [
            "("
            + " <-> ".join(f"'{word}'" for word in line.rstrip("*").split())
            + (":*" if line.endswith("*") else "")
            + ")"
            for line in self.rhs.replace(OWNER, OWNER_IN_POSTGRESQL).split("\n")
        ]
        return f"to_tsvector('simple', {left}) @@ to_tsquery('simple', %s)", [*params, " & ".join(phrases)]


class Sorted(Func):
    """What is found is sorted afterwards on PostgreSQL. Else, for a word that it takes for common and that is nowhere, it
    walks through the library in its order and cuts each song into words to compare them."""

    arity = 1
    template = "%(expressions)s"

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, template="(%(expressions)s + 0)")
