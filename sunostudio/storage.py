"""Static files under names that hold their own hash, so that browsers may keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage as Manifest


class StaticFiles(Manifest):
    """Our own modules import each other by those names too; other packages' scripts are left as they are."""

    patterns = (*Manifest.patterns, ("js/*.js", Manifest._js_module_import_aggregation_patterns[1]))
