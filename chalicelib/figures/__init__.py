"""What cases add up to: pure rules, from the events of a case to the figures of a country.

docs/figures.md defines each figure.
"""
