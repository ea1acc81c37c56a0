"""Numbers, lines and services: what is known of them, and the cards shown for one need."""
