"""Web pages for the planner, the driver and the evaluator."""
