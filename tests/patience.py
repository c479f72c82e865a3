"""How long a test waits for what must come at once. How fast it is on a machine of its own, the benchmarks say."""

ANSWER_SECONDS = 0.5
"""What an answer may take on a machine with nothing else to do."""

LOADED_SECONDS = 4.0
"""What a machine may add that runs other tests at the same time.

A test whose work would end by itself within both gives more work than that, so that it can still fail.
"""

AT_ONCE_SECONDS = ANSWER_SECONDS + LOADED_SECONDS
