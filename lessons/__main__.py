"""``python -m lessons``: every command that needs no screen."""

from lessons.cli.main import main

if __name__ == "__main__":
    main()
