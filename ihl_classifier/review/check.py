"""Whether a review fits the incident it is about."""

from __future__ import annotations

from ihl_classifier.learning.codebook import NEVER_LABELS
from ihl_classifier.schema.error import IhlError
from ihl_classifier.schema.review import Review
from ihl_classifier.schema.terms import ReviewGrade


def check_review(review: Review, text: str, prefix: str = "") -> None:
    """Return for a review whose spans quote the text and whose rules can be labels, each named once.

    `prefix` goes before the field's name in the error.

    Raises:
        IhlError: naming the field, without the words.
    """
    seen: set[int] = set()
    for index, judged in enumerate(review.rules):
        where = f"{prefix}rules.{index}"
        if judged.rule in seen:
            raise IhlError(
                "duplicate_rule", f"rule {judged.rule} is named twice", where, "name each rule once, with one grade"
            )
        seen.add(judged.rule)
        if judged.rule in NEVER_LABELS and judged.grade is not ReviewGrade.REJECTED:
            raise IhlError(
                "rule_never_labelled", f"rule {judged.rule} defines, permits or enforces; it is never a label",
                f"{where}.rule", "label the rule of conduct it belongs to; such rules are attached as `related`",
            )  # fmt: skip
        for number, span in enumerate(judged.evidence):
            if not span.start < span.end <= len(text) or text[span.start : span.end] != span.text:
                raise IhlError(
                    "span_mismatch", "the span does not quote the incident's text", f"{where}.evidence.{number}",
                    "offsets are Unicode code points, 0-based, end-exclusive, into the text as it was sent",
                )  # fmt: skip
