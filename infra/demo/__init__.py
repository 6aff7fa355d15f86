"""Complaints walked through their whole lives on the running local stack."""
