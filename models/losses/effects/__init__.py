"""What the losses of article 4493 are worth, which it left open: measured, with pairs of runs that differ in one thing.

`models.losses.evaluate` measures; `effects_table` reads what was found. Imports no Keras.
"""
