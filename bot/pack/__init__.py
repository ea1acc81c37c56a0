"""The pack: all content of an installation, loaded and checked, as one immutable value."""
