"""A playground for losses: points to learn, networks that train while one looks, and what there is to see of them."""
