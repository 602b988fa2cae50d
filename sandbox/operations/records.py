"""Queries: the balance, and the record of a task."""

from .. import answers
from ..answers import Refused

WRONG = ("MOONLIGHT", 77)  # a word that nobody has heard of, and what is no word; `pending` comes first


def credit(sandbox, request):
    if (struck := sandbox.strike(request, "credit")) is not None:
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
    body = operation.record_body(sandbox, task, sandbox.store.items(task.id))
    if (state := misstated(task, operation.pending)) is not None:
        operation.place_of_state(body)[operation.state_name] = state
    return answers.plain(body)


def asked(sandbox, request, id_name):
    """(answer, None) when a fault strikes the query, else (None, the task, or None when there is none to tell of)."""
    task_id = request.query.get(id_name, "")
    if not task_id:
        raise Refused(422, f"Please enter {id_name}.")
    if not sandbox.queries.admits(task_id):
        raise Refused(429, status=429)
    if (struck := sandbox.strike(request, "record")) is not None:
        return struck, None
    asks = sandbox.store.count_ask("tasks", task_id)
    task = sandbox.store.task(task_id)
    fault = task and task.fault("null")
    hidden = fault and asks <= fault.amount(3)
    return None, None if hidden else task


def misstated(task, pending):
    """What a record says in the place of a finished task's state, by turns; None: the truth."""
    fault = task.fault("wrong-state")
    if fault is None or task.ended is None or task.asks > fault.amount(3):
        return None
    return (pending, *WRONG)[(task.asks - 1) % 3]
