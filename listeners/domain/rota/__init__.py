"""The rota: what is to be planned, what a plan is, whether it keeps the rules, and why a place stays empty."""
