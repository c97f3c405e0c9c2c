"""What a document is a page of, what its front matter states, and what its headings and keys say."""
