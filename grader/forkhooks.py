"""
Keep what Python's own modules want done behind every fork out of a template's forks, which need none of it.

`threading` renews its list of threads and `random` its seed: some fifty pages of memory that each worker
would copy, where there is one thread and the seed is given. A worker that may fork itself has them registered
after all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class ForkHooks:
    """What waits to be registered by `os.register_at_fork`."""

    def __init__(self) -> None:
        self._waiting: list[dict[str, Callable[[], object]]] = []

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Have the hooks of modules that are imported in the block wait."""
        register = os.register_at_fork
        os.register_at_fork = lambda **hooks: self._waiting.append(hooks)
        try:
            yield
        finally:
            os.register_at_fork = register

    @property
    def wait(self) -> bool:
        """Tell whether any wait: if not, a fork has other random states than its parent."""
        return bool(self._waiting)

    def register(self) -> None:
        """Register what waits, for all forks from here on; twice does no harm."""
        for hooks in self._waiting:
            os.register_at_fork(**hooks)
        self._waiting = []


HOOKS = ForkHooks()
"""Those of this process."""
