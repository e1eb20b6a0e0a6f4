"""What a screen shows, worked out in plain Python: dates in words, deadlines, time lines, findings, XML lines.

Nothing here reads the database or decides anything; it turns what selectors return into what templates print.
"""
