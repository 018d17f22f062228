"""The planner: turns a planning problem into a plan with the solver HiGHS, always in a process of its own."""
