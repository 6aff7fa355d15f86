"""What makes a history provable: the digests that events are chained by, the tree over the heads of
all cases, the chain of days, and what is found when a case is held against them. Pure: no AWS, no
clock, no environment, and nothing of what a case means (docs/ledger.md)."""
