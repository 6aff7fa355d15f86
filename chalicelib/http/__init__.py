"""The HTTP edge: parse, call one use case, respond. One file per audience."""
