from __future__ import annotations

from dataclasses import dataclass

from repartee.server.telephony.desk import Desk
from repartee.server.telephony.exotel import ExotelDesk
from repartee.server.telephony.plivo import PlivoDesk
from repartee.server.telephony.telnyx import TelnyxDesk
from repartee.server.telephony.twilio import TwilioDesk
from repartee.transports.telephony.exotel import ExotelDialect
from repartee.transports.telephony.plivo import PlivoDialect
from repartee.transports.telephony.telnyx import TelnyxDialect
from repartee.transports.telephony.twilio import TwilioDialect


@dataclass(frozen=True)
class TelephoneKeys:
    """What is known of the vendors' accounts; empty for what is not."""

    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_base_url: str = "https://api.twilio.com"
    telnyx_public_key: str = ""
    telnyx_api_key: str = ""
    plivo_auth_id: str = ""
    plivo_auth_token: str = ""
    exotel_secret: str = ""


def desks_of(keys: TelephoneKeys) -> dict[str, Desk]:
    """Make every vendor's desk, open or not.

    Args:
        keys: The accounts.

    Returns:
        The desks by the name that stands in their webhook's path.
    """
    twilio = TwilioDialect(keys.twilio_account_sid, keys.twilio_auth_token, keys.twilio_base_url)
    return {
        "twilio": TwilioDesk(twilio),
        "telnyx": TelnyxDesk(TelnyxDialect(keys.telnyx_api_key), keys.telnyx_public_key),
        "plivo": PlivoDesk(PlivoDialect(keys.plivo_auth_id, keys.plivo_auth_token)),
        "exotel": ExotelDesk(ExotelDialect(), keys.exotel_secret),
    }
