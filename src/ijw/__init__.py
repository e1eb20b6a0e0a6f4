"""The Dutch youth-care message standard iJw 3.2: read, write, check and answer messages."""
