"""Addresses that the real service has not: the books, and troubles on demand. No key is asked."""

import json

from . import answers, faults

SIDES = ("create", "record", "credit", "upload")
ABOUT = """This is the sandbox of Suno Studio: a local stand-in for KIE.AI's Suno API, not the real service.
Nothing here is made by Suno or KIE.AI, and no credits are spent. See sandbox/README.md.
"""


def about(sandbox, data):
    return answers.of(ABOUT, "text/plain; charset=utf-8")


def books(sandbox, data):
    """Every accepted task, every movement of credits, every callback, as this side knows them."""
    store = sandbox.store
    tasks = [
        {
            "taskId": task.id,
            "operation": task.operation,
            "at": task.at,
            "credits": task.credits,
            "state": task.stage,
            "callBackUrl": sandbox.operations[task.operation].callback_url(task.param),
            "param": task.param,
            "market": json.loads(task.sent) if task.sent else None,
            "errorCode": task.error_code,
            "faults": [fault.name for fault in task.faults],
        }
        for task in store.tasks()
    ]
    ledger = [
        dict(row) for row in store.rows("SELECT task AS taskId, at, kind, credits FROM ledger ORDER BY id")
    ]
    callbacks = store.rows("SELECT task AS taskId, kind, url, tries, state FROM deliveries ORDER BY id")
    return answers.plain(
        {
            "tasks": tasks,
            "charges": [line for line in ledger if line["kind"] == "charge"],
            "refunds": [line for line in ledger if line["kind"] == "refund"],
            "callbacks": [dict(row) for row in callbacks],
            "balance": store.balance(),
            "trapped": sandbox.trap.visits,
        }
    )


def arm(sandbox, data):
    """{"fault": "refuse 402" or "refuse", "number": 402, "times": 1, "on": "create"}: for the next requests."""
    side = data.get("on", "create")
    if side not in SIDES:
        raise ValueError(f"A fault can be armed on {', '.join(SIDES)}.")
    fault = faults.named(str(data.get("fault", "")))
    number = next((data[name] for name in ("number", "code", "seconds") if name in data), fault.number)
    times = int(data.get("times", 1))
    sandbox.store.arm(faults.Fault(fault.name, None if number is None else float(number)), side, times)
    return answers.plain({"armed": fault.name, "number": number, "times": times, "on": side})


def reset(sandbox, data):
    sandbox.reset(float(data.get("credits", sandbox.settings.credits)))
    return answers.plain({"balance": sandbox.store.balance()})


def balance(sandbox, data):
    wanted = float(data["credits"])
    sandbox.store.book("adjustment", wanted - sandbox.store.balance())
    return answers.plain({"balance": sandbox.store.balance()})


ROUTES = {
    "/": ("GET", about),
    "/sandbox/books": ("GET", books),
    "/sandbox/faults": ("POST", arm),
    "/sandbox/reset": ("POST", reset),
    "/sandbox/balance": ("POST", balance),
}


def answer(sandbox, request):
    method, view = ROUTES[request.path]
    if request.method not in (method, "HEAD" if method == "GET" else method):
        return answers.plain({"error": f"Use {method}."}, status=405)
    try:
        data = json.loads(request.body or b"{}")
        return view(sandbox, data if isinstance(data, dict) else {})
    except (ValueError, KeyError, TypeError) as error:
        return answers.plain({"error": str(error)}, status=400)
