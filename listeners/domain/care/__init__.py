"""Everything that a volunteer tells us, and what follows from it. Nothing that staff see may import this
package."""
