"""Processes that do the work of whole municipalities side by side, since one municipality touches nothing of another.

What comes out does not depend on how many processes there are, or on which of them was first.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import Concatenate, ParamSpec, TypeVar

from jeugdketen.demo.postgres import sterf_met_ouder
from jeugdketen.demo.simulatie.wereld import Wereld

_P = ParamSpec("_P")
_T = TypeVar("_T")

_wereld: Wereld | None = None


class Ploeg:
    """``aantal`` processes with the settings and the world of this one; 0: this process does the work itself.

    Enter it before threads start. The processes connect by themselves to the database of this moment.
    """

    def __init__(self, wereld: Wereld, aantal: int = 0) -> None:
        self._wereld, self._aantal = wereld, aantal
        self._processen: ProcessPoolExecutor | None = None

    def __enter__(self) -> Ploeg:
        if self._aantal:
            self._processen = ProcessPoolExecutor(
                self._aantal, get_context("fork"), initializer=_begin, initargs=(self._wereld,)
            )
            self._processen.submit(int).result()  # all of them are forked now
        return self

    def __exit__(
        self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None
    ) -> None:
        if self._processen is not None:
            self._processen.shutdown(cancel_futures=True)
            self._processen = None

    def per_gemeente(
        self,
        doe: Callable[Concatenate[Wereld, str, _P], _T],
        gemeenten: Iterable[str],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> Iterator[_T]:
        """``doe(wereld, gemeente, …)`` for each, with what it gives in the order of the municipalities.

        ``doe`` must be a function of a module. What it raises is raised here.
        """
        if self._processen is None:
            return (doe(self._wereld, code, *args, **kwargs) for code in gemeenten)
        beloften = [self._processen.submit(_doe, doe, code, args, kwargs) for code in gemeenten]
        return (belofte.result() for belofte in beloften)


def _begin(wereld: Wereld) -> None:
    global _wereld  # one process, one world
    _wereld = wereld
    for teken in (signal.SIGINT, signal.SIGTERM):
        signal.signal(teken, signal.SIG_DFL)
    sterf_met_ouder()


def _doe(doe: Callable[..., _T], gemeente: str, args: tuple[object, ...], kwargs: dict[str, object]) -> _T:
    assert _wereld is not None
    return doe(_wereld, gemeente, *args, **kwargs)
