"""The HTTP edge: thin views, one blueprint for each person at the screen."""
