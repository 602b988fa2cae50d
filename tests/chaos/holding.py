"""The app that lets a test hold the studio's processes: see holds.py."""

from importlib import import_module

from django.apps import AppConfig


class Holding(AppConfig):
    name, label = "tests.chaos", "chaos"

    def ready(self):
        import_module("tests.chaos.holds").put_up()  # only now: it needs the models
