"""The review (审核) of plans: submit, comment, approve, send back, publish now or on a date."""

from gridgeo.services.review.comments import add_comment, list_comments, reply, set_resolved
from gridgeo.services.review.publish import publish_reviewed
from gridgeo.services.review.read import read_review
from gridgeo.services.review.rules import load_rules, set_rules
from gridgeo.services.review.steps import schedule, take_step

__all__ = [
    "add_comment",
    "list_comments",
    "load_rules",
    "publish_reviewed",
    "read_review",
    "reply",
    "schedule",
    "set_resolved",
    "set_rules",
    "take_step",
]
