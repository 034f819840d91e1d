"""What lies on disk: accounts, repositories, their trees, commits and large files. Knows nothing of HTTP."""
