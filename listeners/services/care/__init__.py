"""What a volunteer tells us, and what is done about it: offload, ticks after a contact, flags. Nothing that staff see
may import this package."""
