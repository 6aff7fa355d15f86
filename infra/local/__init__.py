"""The local AWS: the very template that production gets, on this machine alone."""
