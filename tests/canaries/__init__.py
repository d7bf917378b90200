"""Words that stand where somebody must not look, and the walk that looks for them (quality.md §2)."""
