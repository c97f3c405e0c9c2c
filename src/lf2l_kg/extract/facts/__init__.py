"""What the text states: each module reads one construction, and may find names of its own by it."""
