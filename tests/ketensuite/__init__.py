"""The test-suite of the chain rules, to be run unchanged against every implementation of ``Ketenstand``.

A folder of tests runs it by star-importing the modules and giving a fixture ``stand`` that returns an empty
``Ketenstand`` (see ``tests/ijw/keten``).
"""
