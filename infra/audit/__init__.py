"""What tools outside the product find weak in it."""
