"""评衡 Pingheng: organise, compute, publish, and the wiring (see docs/architecture.md)."""

from assessment.celery import app as celery_app

__all__ = ["celery_app"]
__version__ = "0.1.0"
