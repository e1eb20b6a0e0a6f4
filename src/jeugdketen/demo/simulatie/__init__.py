"""A region in a box: invented parties that send each other real messages past the real post box.

``jeugdketen simuleer`` plays seven municipalities and some eighty providers (``--schaal 1``), or ten or ninety times
as many. The world (:mod:`wereld`) and every provider (:mod:`aanbieder`) follow from a seed alone; the municipalities
(:mod:`gemeente`) decide by the same services as a consulent's screen. Files go into the watched folder, worker
processes take them in, answers come out of the outbox: nothing in between is imitated. At the end :mod:`controle`
asks whether every message has one outcome and whether the state follows from the messages alone.
"""
