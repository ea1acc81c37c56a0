"""What a counsellor meets in her chat, and all of them in their group: pure, like the flows.

It speaks in keys of texts, knows people by the number of their case, and never raises.
"""
