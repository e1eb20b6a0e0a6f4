"""Jeugdketen: the application for a region's youth-care chain, on top of ``ijw`` and ``jeugdregels``."""
