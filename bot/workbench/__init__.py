"""For editors, lawyers and speakers: what is missing, PO files, sign-offs, call sheets."""
