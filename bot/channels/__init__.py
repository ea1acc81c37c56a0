"""The providers: each translates between their world and ours, and decides nothing."""
