"""Queries: the balance, and the record of a task."""

from .. import answers
from ..answers import Refused
from ..faults import RECORDS


def credit(sandbox, request):
    if (struck := sandbox.strike("credit")) is not None:
        return struck
    balance = sandbox.store.balance()
    return answers.success(int(balance) if balance == int(balance) else balance)


def record(sandbox, request):
    """How a task is. One that is unknown, or has its record elsewhere, is no error: its data is null."""
    id_name = next(
        operation.id_name
        for operation in sandbox.operations.values()
        if operation.record_path == request.path
    )
    struck, task = asked(sandbox, request, id_name)
    if struck is not None:
        return struck
    operation = sandbox.operations[task.operation] if task else None
    if operation is None or task.sent or operation.record_path != request.path:
        return answers.success(None)
    return operation.record_answer(sandbox, task, sandbox.store.items(task.id))


def asked(sandbox, request, id_name):
    """(answer, None) when a fault strikes the query, else (None, the task, or None when there is none to tell of)."""
    task_id = request.query.get(id_name, "")
    if not task_id:
        raise Refused(422, f"Please enter {id_name}.")
    if not sandbox.queries.admits(task_id):
        raise Refused(429, status=429)
    if (struck := sandbox.strike("record")) is not None:
        return struck, None
    asks = sandbox.store.count_ask("tasks", task_id)
    task = sandbox.store.task(task_id)
    fault = task and task.fault(*RECORDS)
    hidden = fault and fault.name == "null" and asks <= fault.amount(3)
    return None, None if hidden else task
