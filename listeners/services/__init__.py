"""Verbs: ask permission, load facts, decide by a rule, write, audit, queue the notice."""
