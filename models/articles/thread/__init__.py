"""The posts of a forum thread: its records, and of each the author, the time, the number and the content."""
