"""Where a vendor's markup sends a stream."""

from __future__ import annotations

from xml.etree import ElementTree

# The markup comes from the server under test, which the user has named; expat's own limits on
# expanding entities are enough.


def attribute_of_stream(answer: str) -> str:
    """The `url` of the stream that the markup connects.

    Raises:
        ValueError: There is none.
    """
    url = _stream(answer).get("url")
    if not url:
        raise ValueError("the stream has no address")
    return url


def text_of_stream(answer: str) -> str:
    """The address that stands inside the stream's element.

    Raises:
        ValueError: There is none.
    """
    text = (_stream(answer).text or "").strip()
    if not text:
        raise ValueError("the stream has no address")
    return text


def _stream(answer: str) -> ElementTree.Element:
    try:
        stream = ElementTree.fromstring(answer).find(".//Stream")  # noqa: S314
    except ElementTree.ParseError as error:
        raise ValueError("the answer is no markup") from error
    if stream is None:
        raise ValueError("the answer connects no stream")
    return stream
