"""Emergencies and suspensions: what goes where at once, what is dropped for it, and how it is made up."""
