"""What leaves the program, or runs beside it: calendars, the process of the planner."""
