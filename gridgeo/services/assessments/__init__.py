"""The monthly assessment (考核): measured, scored, listed, objected to."""

from gridgeo.services.assessments.assess import assess_month, list_scores
from gridgeo.services.assessments.notes import add_note, answer_note, list_notes, worker_of_user
from gridgeo.services.assessments.rules import load_rules, save_rules
from gridgeo.services.assessments.workbook import write_assessment_workbook

__all__ = [
    "add_note",
    "answer_note",
    "assess_month",
    "list_notes",
    "list_scores",
    "load_rules",
    "save_rules",
    "worker_of_user",
    "write_assessment_workbook",
]
