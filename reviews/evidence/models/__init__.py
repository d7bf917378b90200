from reviews.evidence.models.files import Evidence, EvidenceVersion, StoredFile
from reviews.evidence.models.uploads import Upload

__all__ = ["Evidence", "EvidenceVersion", "StoredFile", "Upload"]
