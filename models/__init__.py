"""Models too large for the code that every function carries: `ModelLayer` brings them, to those
that read them.

A model is found the same way here and there: `importlib.resources.files("models") / "<file>"`.
"""
