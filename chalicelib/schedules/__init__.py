"""From the timer into the use cases. The moment a run works with is the one in its event, so that
a late or repeated run decides as the one it stands for.

One module for each kind of work, because each function loads what it needs."""
