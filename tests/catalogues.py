"""What tests of the translations read: the texts of the code, and the catalogues, without gettext's own tools."""

import ast
import gettext
import re
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALES = {"de": ROOT / "locale/de/LC_MESSAGES", "zh-hans": ROOT / "locale/zh_Hans/LC_MESSAGES"}
KEYWORDS = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}
TEXT = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(rf"\b(_|n?gettext|pgettext)\(({TEXT})(?:, ({TEXT}))?")
ENTRY = re.compile(r'^(#.*|msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)? ?(".*")?$')


def texts_of_code():
    """{(context, text)} of all that is marked; for a plural, the text for one."""
    found = set()
    for folder in ("accounts", "music", "sunostudio", "templates"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix == ".py":
                found.update(_in_python(path.read_text("utf-8")))
            elif path.suffix in (".html", ".txt"):
                found.update(_in_template(path.read_text("utf-8")))
    return found


def _in_python(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if texts:
                yield tuple(texts[:2]) if node.func.id.startswith("pgettext") else ("", texts[0])


def _in_template(source):
    for name, first, second in CALL.findall(templatize(source)):
        first = ast.literal_eval(first)
        yield (first, ast.literal_eval(second)) if name == "pgettext" else ("", first)


def entries(language):
    """The entries of a .po: {msgctxt, msgid, msgid_plural, msgstr or msgstr[0] …, comments}, its header left out."""
    text = (LOCALES[language] / "django.po").read_text("utf-8")
    return [entry for entry in map(_entry, text.strip().split("\n\n")) if entry["msgid"]]


def _entry(block):
    entry, key = {"comments": ""}, ""
    for line in block.splitlines():
        word, text = ENTRY.match(line).groups()
        if word and word.startswith("#"):
            entry["comments"] += line + "\n"
            continue
        key = word or key
        entry[key] = entry.get(key, "") + ast.literal_eval(text)
    return entry


def translated(entry):
    """All that a catalogue says for it: one text, or one a plural form."""
    return [text for key, text in entry.items() if key.startswith("msgstr")]


class Nothing(gettext.NullTranslations):
    """What a compiled catalogue does not hold is None, not the English text."""

    def gettext(self, message):
        return None

    def ngettext(self, msgid1, msgid2, n):
        return None

    def pgettext(self, context, message):
        return None


def compiled(language):
    with (LOCALES[language] / "django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    catalogue.add_fallback(Nothing())
    return catalogue


def looked_up(catalogue, entry):
    """What the compiled catalogue says for an entry of the .po, as `translated` does."""
    if "msgid_plural" in entry:
        said = [catalogue.ngettext(entry["msgid"], entry["msgid_plural"], n) for n in (1, 2)]
        return said[: len(translated(entry))]
    if "msgctxt" in entry:
        return [catalogue.pgettext(entry["msgctxt"], entry["msgid"])]
    return [catalogue.gettext(entry["msgid"])]
