"""The rules: frozen facts in, frozen decisions out, with the standard library only."""
