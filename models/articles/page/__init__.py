"""From the bytes of a page to its tree, its text blocks and what it says to machines."""
