"""Pana: a chatbot for survivors of gender-based violence in Central Asia."""

__version__ = "0.1.0"
