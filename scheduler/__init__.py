"""Problem, Plan, rules, solvers, verifier, explanation."""
