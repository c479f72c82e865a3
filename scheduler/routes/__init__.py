"""A general engine for vehicle routes with windows, prizes, capacities and a mixed fleet."""
