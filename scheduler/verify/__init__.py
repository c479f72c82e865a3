"""The independent verifier: re-derives every hard rule, shares nothing with the solvers."""
