"""The benches' figures as pictures."""
