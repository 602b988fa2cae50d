"""Everything that can be asked of the provider: one file for each, listed here."""

from . import extend, generate, records

MODULES = (generate, extend)
OPERATIONS = {module.operation.slug: module.operation for module in MODULES}
ROUTES = records.ROUTES  # (method, path) → function of (sandbox, request): all that makes no task
