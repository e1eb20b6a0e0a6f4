"""``python -m ijw``: the commands of the library without the application."""

from ijw.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
