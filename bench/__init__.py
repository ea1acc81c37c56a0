"""``make bench``: how fast Pana is, side by side and repeatable; never a test of time."""
