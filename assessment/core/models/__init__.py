from assessment.core.models.audit import AuditEntry, AuditHead
from assessment.core.models.jobs import Job
from assessment.core.models.people import SiteRole, User

__all__ = ["AuditEntry", "AuditHead", "Job", "SiteRole", "User"]
