"""Learns from the phrases of the content what a message is about. Not part of the bot."""
