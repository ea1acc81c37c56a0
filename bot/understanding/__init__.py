"""What a typed message means: cues of danger, and words that choose. Pure, without a model."""
