"""Campaigns: their windows, targets, convoys, joint actions, deadlines; what a plan does for them."""
