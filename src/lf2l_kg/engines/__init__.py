"""Where reading and extraction run: they are pure per document, so the same function runs anywhere."""
