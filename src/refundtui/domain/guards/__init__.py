"""Why a command is not possible now: each guard yields what it found, by subject."""
