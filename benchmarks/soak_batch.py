"""
Kill the coordinator of a batch at random moments, each time followed by the same command.

``python -m benchmarks.soak_batch [SEED] [KILLS]``: what comes out must be what a run in peace finds.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from tests import batchkills

KILLS, CLASS = 50, 40


def main() -> None:
    """Print what was done, and what differs; exit 1 for that."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(10**6)
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else KILLS
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        batchkills.write(folder, CLASS)
        whole_s = batchkills.grade(folder, "peace")
        print(f"{CLASS} submissions, seed {seed}; in peace {whole_s:.1f} s", flush=True)
        rng = random.Random(seed)  # noqa: S311  no secret
        rounds = hits = 0
        expected = batchkills.findings(folder, "peace")
        wrong = 0
        while hits < kills:
            rounds += 1
            out = f"kills{rounds}"
            hits += batchkills.kill_often(folder, out, 5, whole_s / 2, rng)
            batchkills.grade(folder, out)
            found = batchkills.findings(folder, out)
            for part in expected:
                if found[part] != expected[part]:
                    wrong += 1
                    print(f"DIFFERS: round {rounds}: {part}", flush=True)
    print(f"killed {hits} times in {rounds} rounds; {wrong} differences")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
