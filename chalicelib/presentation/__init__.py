"""What readers see of a case: views, timelines and the sentences that go with them."""
