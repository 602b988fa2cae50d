"""What a browser would read out of a page: its forms, filled in as they are offered."""

from html.parser import HTMLParser


class Forms(HTMLParser):
    """`by_action`: {action: {name: value}} of the forms in a page, with what a browser would send of each."""

    def __init__(self, page):
        super().__init__()
        self.by_action, self.fields = {}, {}
        self.text = self.select = None  # the names of the textarea and the select that are open
        self.feed(page)

    def handle_starttag(self, tag, pairs):
        given = dict(pairs)
        if tag == "form":
            self.fields = self.by_action.setdefault(given.get("action", ""), {})
        elif tag == "input":
            self._input(given)
        elif tag == "textarea":
            self.text = given["name"]
            self.fields[self.text] = ""
        elif tag == "select":
            self.select = given.get("name")  # without one, nothing is sent
        elif tag == "option" and self.select:
            self._option(given)

    def _input(self, given):
        is_choice = given.get("type") in ("checkbox", "radio")
        if "name" in given and (not is_choice or "checked" in given) and given.get("type") != "file":
            self.fields[given["name"]] = given.get("value", "on" if is_choice else "") or ""

    def _option(self, given):
        """The selected one, or else the first."""
        if "selected" in given or self.select not in self.fields:
            self.fields[self.select] = given.get("value", "")

    def handle_data(self, data):
        if self.text:
            before = self.fields[self.text]
            self.fields[self.text] = before + data if before else data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.text = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.fields = {}
