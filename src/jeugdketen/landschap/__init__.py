"""Providers, contracts and the translation of message codes into the region's products."""
