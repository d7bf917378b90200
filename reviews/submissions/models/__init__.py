from reviews.submissions.models.answers import Answer, AnswerChange, Attachment
from reviews.submissions.models.assessments import Receipt, SelfAssessment

__all__ = ["Answer", "AnswerChange", "Attachment", "Receipt", "SelfAssessment"]
