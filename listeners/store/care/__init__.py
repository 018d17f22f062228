"""Tables of what a volunteer tells us, sealed. Nothing outside the care layers may import them."""
