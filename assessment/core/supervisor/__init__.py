"""Everything that ``make run`` starts, in one terminal: broker, worker, beat and web (architecture.md §3)."""
