"""The article of a page: which text blocks belong to it, and who wrote it when."""
