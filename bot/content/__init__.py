"""Texts, languages, rights and the cover as data: read, checked, and turned into phrases."""
