"""Everything that can be asked of the provider: one file for each, listed here."""

from . import extend, generate, records

MODULES = (generate, extend)
OPERATIONS = {module.operation.slug: module.operation for module in MODULES}
RECORDS = {("GET", operation.record_path): records.record for operation in OPERATIONS.values()}
# (method, path) → function of (sandbox, request): all that makes no task
ROUTES = {("GET", "/api/v1/chat/credit"): records.credit, **RECORDS}
