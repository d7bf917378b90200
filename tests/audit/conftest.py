from tests.core.conftest import lifted_triggers

__all__ = ["lifted_triggers"]
