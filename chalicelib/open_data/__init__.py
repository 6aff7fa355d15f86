"""What everybody may take away and keep: facts of public cases by month, coarse enough that none
points at a person. docs/open-data.md says what is in it and why so.
"""
