"""Fits, calibrates, exports and measures the text classifier. Never part of a deployment."""
