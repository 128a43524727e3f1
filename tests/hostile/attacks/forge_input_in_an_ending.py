"""Carries a hidden input out by how the process ends: exit codes and signals. A signal's name is told, a number that one chose is not.

base: wrong
verdict: crashed
row: own: hidden inputs carried out
"""
import os as _os


class Counter(Counter):
    def __init__(self, start=0):
        print(start, flush=True)
        _os._exit(start % 256)
