"""Losses and layers for Keras, one a file, from logits or features, each a registered class that saves and reloads.

The modules that import no Keras: `registry`, `curves` and `source`, which the server reads.
"""
