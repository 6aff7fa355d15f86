"""Public feeds that the service reads by itself: what one is, how it is fetched and understood."""
