"""A document as the rules look at it: its words, sentences and cues, and what words look like."""
