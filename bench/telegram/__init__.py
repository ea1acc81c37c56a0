"""Telegram bots side by side, over the real protocol on loopback: people, modes, figures."""
