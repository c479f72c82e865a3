"""Native solvers beside the caller: who is left behind does not abort the program at its end."""

from __future__ import annotations

import subprocess
import sys
import textwrap

PROGRAM = """
    import sys, time
    from scheduler.interrupt import run_beside

    def work():
        time.sleep(1.5)
        sys.stdout.write("came to its end")

    started = time.monotonic()
    ended = run_beside(work, lambda: None, lambda: time.monotonic() > started + 0.1)
    sys.stdout.write(f"ended {ended} at once {time.monotonic() - started < 1.0}; ")
"""


def test_the_program_waits_for_a_solver_that_was_left_behind():
    ran = subprocess.run([sys.executable, "-c", textwrap.dedent(PROGRAM)], capture_output=True, text=True, check=True)
    assert ran.stdout == "ended False at once True; came to its end"
