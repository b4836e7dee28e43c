"""The four subjects of the desk: queue, case, calculator and letter."""
