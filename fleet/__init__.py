"""Caravans, depots, crews and duty rules."""
