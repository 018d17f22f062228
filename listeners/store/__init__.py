"""SQL and tables: the only layer that speaks to the database."""
