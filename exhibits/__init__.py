"""Exhibits, museum sets and on-board kits."""
