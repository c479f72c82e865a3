"""Counties, boundaries, coordinates, travel times, need, coverage and map drawing."""
