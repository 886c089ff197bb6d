"""Readers of the corpora, one module each; every one returns passages with what its corpus knows, masked where it is silent."""
