"""A stand-in for the Telegram Bot API: its methods, its limits, its ways of delivering."""
