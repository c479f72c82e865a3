"""Other solvers on our problems: each adapter has ``solve(problem, seconds, seed)`` and returns clients per vehicle.

Adapters import their solver themselves: it is part of the optional extra ``dapeng[bench]``. What is tuned for each, and
what was tried, stands in its module.
"""
