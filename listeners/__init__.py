"""Listeners: the rota and wellbeing tracker for prison peer-support schemes.

This file imports nothing, so that importing one rule loads no web framework.
"""

__version__ = "0.1.0"
