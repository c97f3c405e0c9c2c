"""Names that the text shows to be things, what they mean, and of which one a passage speaks."""
