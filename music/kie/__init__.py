"""All the studio knows of the provider: its limits, prices, wire, answers and errors.

Nothing here imports the app, Django included. Nothing outside speaks HTTP to the provider or
knows its spelling; callers see snake_case fields, `TaskResult`, and the errors of `errors.py`.
"""
