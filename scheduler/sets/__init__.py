"""Museum sets: timetabling."""
