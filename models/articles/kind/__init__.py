"""Which kind a page is: article, forum, product, collection, listing, documentation or service."""
