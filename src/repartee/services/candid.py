from __future__ import annotations

from pipecat.frames.frames import ErrorFrame
from pipecat.services.ai_service import AIService
from pipecat.utils.errors import ErrorCategory
from pipecat.utils.security.redaction import redact_secrets

from repartee.services.faults import classify, said_by
from repartee.services.vendor import Vendor

_LONGEST_DETAIL = 200  # characters of what a server said


class CandidService(AIService):
    """A vendor's service that says of each failure what happened, why, and what to do.

    Only what no retry can mend makes it unusable. Stock services give themselves up after three
    failures in a row, for the rest of the conversation.
    """

    vendor: Vendor
    model_variable = ""
    """The setting that names its model."""

    def _classify_error(self, exception: Exception) -> ErrorCategory:
        return classify(exception)

    async def push_error_frame(
        self,
        error: ErrorFrame,
        force_treat_as_permanent: bool = False,  # noqa: ARG002 - only the category decides
    ) -> None:
        """Report an error in plain words.

        Args:
            error: The error; its category is settled, and its message replaced.
            force_treat_as_permanent: Ignored.
        """
        if error.category is None and error.exception is not None:
            error.category = self._classify_error(error.exception)
        if error.category is not ErrorCategory.APPLICATION:
            error.error = self.sentence_for(error)
        await super().push_error_frame(error)

    def sentence_for(self, error: ErrorFrame) -> str:
        """What happened, why, and what to do.

        Args:
            error: An error whose category is settled.
        """
        detail = said_by(error.exception) if error.exception else error.error
        return sentence(self.vendor, error.category, detail, self.model_variable)


def sentence(
    vendor: Vendor, category: ErrorCategory | None, detail: str, model_variable: str = ""
) -> str:
    """Say in plain words why a vendor failed, and what to do.

    Args:
        vendor: Who failed.
        category: Why.
        detail: What its server or client said; secrets are masked.
        model_variable: The setting that names the model; empty if there is none.
    """
    said = redact_secrets(" ".join(detail.split()))[:_LONGEST_DETAIL].rstrip(".")
    name = vendor.name[:1].upper() + vendor.name[1:]
    match category:
        case ErrorCategory.AUTHENTICATION | ErrorCategory.AUTHORIZATION:
            fix = f" Set {vendor.key_variable} to a valid key." if vendor.key_variable else ""
            return f"{name} rejected the key: {said}.{fix}"
        case ErrorCategory.QUOTA:
            return f"{name} has no credit left for this key: {said}. Top up the account."
        case ErrorCategory.RATE_LIMIT:
            return f"{name} is asked too often: {said}. Wait, or raise the limit of your plan."
        case ErrorCategory.INVALID_REQUEST:
            fix = f" Look at {model_variable}." if model_variable else ""
            return f"{name} cannot do what is asked: {said}.{fix}"
        case ErrorCategory.CONNECTIVITY:
            return (
                f"{name} cannot be reached, or broke off: {said}. "
                f"Look at the network, and at {vendor.address_variable}."
            )
        case _:
            return f"{name} failed: {said}. Try again later."
