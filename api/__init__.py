"""Command line, JSON routes and pages."""
