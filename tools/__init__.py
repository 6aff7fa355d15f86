"""What people outside carry away: each file stands alone."""
