"""
Kill worker, template, wall or judge of many gradings at random moments, and see that no verdict is wrong.

``python -m benchmarks.soak_kills [SEED] [GRADINGS]``: with the same seed the same victims are killed at the
same part of a grading's usual time.
"""

from __future__ import annotations

import collections
import random
import sys

from tests.kills import Result, Victim, offered, planned, soak

GRADINGS = 200


def main() -> None:
    """Print a line for each kind of victim and level, and all that must not have been; exit 1 for that."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(10**6)
    count = int(sys.argv[2]) if len(sys.argv) > 2 else GRADINGS
    levels = offered()
    print(f"{count} gradings, seed {seed}, levels {', '.join(levels)}", flush=True)
    results = []
    for result in soak(planned(seed, count, levels)):
        results.append(result)
        for text in result.wrong:
            print(f"WRONG: {result.plan}: {text}", flush=True)
    for level in levels:
        for victim in Victim:
            show(
                f"{level}, {victim}", [r for r in results if (r.plan.level, r.plan.victim) == (level, victim)]
            )
    show("all", results)
    for text, number in collections.Counter(r.refused for r in results if r.refused).most_common():
        print(f"{number:3} without a report: {text}")
    internal = collections.Counter((r.plan.victim, text) for r in results for text in r.internal)
    for (victim, text), number in internal.most_common():
        print(f"{number:3} internal, {victim}: {text}")
    sys.exit(any(result.wrong for result in results))


def show(title: str, results: list[Result]) -> None:
    """Print what came of *results*."""
    if not results:
        return
    hit = sum(result.hit for result in results)
    unreported = sum(result.code == 3 for result in results)
    verdicts = collections.Counter(verdict for result in results for verdict in result.verdicts.values())
    inner = sum("internal" in result.verdicts.values() for result in results)
    weaker = sum(not result.isolation.startswith(result.plan.level) for result in results if result.verdicts)
    wrong = sum(bool(result.wrong) for result in results)
    longest_s = max(result.wall_s for result in results)
    print(
        f"{title:24}{len(results):4} gradings, {hit:3} hit, {unreported:3} without a report, {inner:3} with "
        f"internal verdicts, {weaker:2} weaker, {wrong:2} wrong, longest {longest_s:.1f} s; "
        + ", ".join(f"{number} {verdict}" for verdict, number in sorted(verdicts.items()))
    )


if __name__ == "__main__":
    main()
