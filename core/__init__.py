"""Units, errors, calendar and neutral records. Needs nobody."""
