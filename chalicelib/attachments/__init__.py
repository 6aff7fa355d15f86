"""Files beside a case: what may be sent, what is kept of it, who sees it. Pure: no AWS, no clock.

`attachment` is what the API knows of a file; the rest looks into the bytes and is loaded by the one
function that does (`checks` is its way in).
"""
