"""What the program does by itself: one process, one list of jobs, each period of a job once."""
