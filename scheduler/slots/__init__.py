"""Cheapest insertions into an existing plan: slots for a request, and places for visits that were dropped."""
