"""Benchmarks: instances, peers, records."""
