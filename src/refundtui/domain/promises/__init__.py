"""What a brand's pack says on its own: windows, rules, proof and fees, each asked by its own module."""
