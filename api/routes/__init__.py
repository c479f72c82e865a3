"""JSON routes. Thin: find, call a service, answer."""
