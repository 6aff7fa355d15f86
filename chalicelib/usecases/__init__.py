"""One module per thing that can be asked of the system: load, let `case` decide, save."""
