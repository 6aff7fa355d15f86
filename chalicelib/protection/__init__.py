"""What keeps reporters safe: receipts, the identity vault, masking, the filing challenge."""
