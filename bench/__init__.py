"""How fast and how large is the program? ``python -m bench`` measures; docs/developing.md says how to read it."""
