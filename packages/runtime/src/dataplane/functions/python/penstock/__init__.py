"""Penstock's own side of a function in Python. In a package, so that a function may call its modules as it likes."""
