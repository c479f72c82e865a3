"""Commands of the dapeng program."""
