"""The practice home of the command line's own tests, for whole journeys."""

from tests.cli.conftest import empty_home, home, made_home, program
from tests.support.screen import look_instead_of_guessing

look_instead_of_guessing()

__all__ = ["empty_home", "home", "made_home", "program"]
