"""What an HTTP answer to a request for a model means, and how to say it."""

from __future__ import annotations

from http import HTTPStatus

from repartee.models.errors import GatedModelError, HubError, HubUnreachableError, ModelError

_PASSING = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


def passing(status: int) -> bool:
    """Whether the same request may be answered better in a moment."""
    return status in _PASSING


def refusal(model: str, host: str, status: int, code: str, *, has_token: bool) -> ModelError:
    """Say why a request was refused, and what to do.

    Args:
        model: Which was asked for.
        host: Who refused.
        status: Of the answer.
        code: The hub's `X-Error-Code`, empty if there is none.
        has_token: Whether HF_TOKEN was sent.

    Returns:
        The error to raise.
    """
    # The hub says 401 of what does not exist, so that nobody learns which private names do.
    if code in ("RepoNotFound", "RevisionNotFound", "EntryNotFound"):
        return HubError(
            f"{host} has no {model} that you may see. Check the name"
            + ("." if has_token else "; if it is private, set HF_TOKEN.")
        )
    if code == "GatedRepo" or status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        do = (
            "Accept its terms on its page with the account of your HF_TOKEN"
            if has_token
            else "Accept its terms on its page, then set HF_TOKEN to a token of your account"
        )
        return GatedModelError(f"{host} gives {model} to members only. {do}.")
    if status == HTTPStatus.NOT_FOUND:
        return HubError(f"{host} has no {model}. Check the name; `repartee models list` shows all.")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return HubError(f"{host} allows no more requests for now. Pull {model} again in a while.")
    return HubError(
        f"{host} cannot send {model} (HTTP {status}). Pull it again in a while, "
        "or set HF_ENDPOINT to a mirror."
    )


def unreachable(model: str, host: str, directory: str, *, mirrored: bool) -> HubUnreachableError:
    """Say that there is no way to the files, and what to do.

    Args:
        model: Which was asked for.
        host: That did not answer.
        directory: MODELS_DIR, for the advice.
        mirrored: Whether HF_ENDPOINT decides where the files come from.

    Returns:
        The error to raise; one line.
    """
    mirror = "HF_ENDPOINT to a mirror or " if mirrored else ""
    return HubUnreachableError(
        f"{host} cannot be reached, so {model} cannot be fetched. Set {mirror}HTTPS_PROXY to a "
        f"proxy, or pull it elsewhere, bring that machine's {directory} here and use --from."
    )
