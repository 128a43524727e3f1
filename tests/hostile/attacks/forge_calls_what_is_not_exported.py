"""Asks the judge's object for names that were never exported, by call-backs that the worker's own half would not send.

base: wrong
verdict: error|failed
varies: yes
row: forging 14; own: the judge's objects turned against it
"""
import sys as _sys


def call_twice(thing):
    ask, export = thing.__dict__["_ask"], thing.__dict__["_export"]
    found = []
    for request in (
        ["get", export.id, "values"],
        ["get", export.id, "__dict__"],
        ["call", export.id, "__init__", [[0.0, 0.0]], {}],
        ["call", export.id, "__getattribute__", ["values"], {}],
        ["set", export.id, "asked", 2],
        ["set", export.id, "values", [0.0, 0.0]],
        ["call", export.id + 1, "next", [], {}],
        ["call", -1, "next", [], {}],
        ["import", "os"],
    ):
        try:
            found.append(ask(request))
        except Exception as error:
            found.append(error)
    print(found)
    return found[0][0] + found[0][1] if isinstance(found[0], list) else 0.0
