"""A made-up life of the service: who reports what and when, and how agencies handle it."""
