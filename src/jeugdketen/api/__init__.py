"""The REST interface for machines: ask the region's rules, check a message before it is sent."""
