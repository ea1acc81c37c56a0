"""Phones in the browser on which the real bot runs; only the messengers are made up.

Served in demo mode alone. Many phones at once, each known by an id that its page keeps; the
clock is one for all of them and can be moved.
"""
