from assessment.publications.models.publications import Ledger, Preparation, Publication, Revision

__all__ = ["Ledger", "Preparation", "Publication", "Revision"]
