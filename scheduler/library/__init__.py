"""What a shared library lends: composing kits and exhibitions, bookings, whereabouts."""
