"""The terminal player: lines in, what stands in the chat out (design, section 7)."""
