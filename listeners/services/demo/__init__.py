"""The demonstration: two fictional prisons with a history, made from a seed."""
