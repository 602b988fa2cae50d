"""The studio's own settings, and one more address: the view everything is measured against."""

from sunostudio.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
