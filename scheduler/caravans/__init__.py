"""Science caravans: tours."""
