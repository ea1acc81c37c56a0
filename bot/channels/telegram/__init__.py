"""Telegram: updates in, calls out, and what its Bot API can do."""
