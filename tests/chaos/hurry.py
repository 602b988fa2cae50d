"""The app that makes a studio hurry: see settings.py for what it scales, and why that weakens no rule."""

from importlib import import_module

from django.apps import AppConfig


class Hurry(AppConfig):
    name, label = "tests.chaos", "chaos"

    def ready(self):
        import_module("tests.chaos.pauses")  # only now: it needs the models
