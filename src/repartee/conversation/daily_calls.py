from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from loguru import logger

from repartee.conversation.claim import Claim, ClaimError
from repartee.conversation.parts import Choices
from repartee.conversation.reception import Reception
from repartee.conversation.session_manager import SessionsFullError
from repartee.transports.daily.call import Call
from repartee.transports.daily.faults import DailyError
from repartee.transports.daily.line import DailyLine
from repartee.transports.daily.place import Place, Places

_BUSY = "All lines are busy. Please try again in a minute."
_CLOSE_SECS = 8.0
_FIRST_PAUSE_SECS = 1.0
_LONGEST_PAUSE_SECS = 60.0


class RoomInUseError(DailyError):
    """There is one room, and somebody talks in it."""

    def __init__(self) -> None:
        super().__init__(
            "There is one Daily room here, and it is in use. Try again when that conversation is "
            "over; with DAILY_API_KEY instead of DAILY_ROOM_URL, each gets a room of its own."
        )


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where a caller finds the agent."""

    room_url: str
    token: str
    """The caller's meeting token; empty where the room needs none."""
    conversation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyManner:
    """How calls by Daily are held."""

    sample_rate: int
    """The voice's own rate in Hz."""
    most_calls: int
    """Rooms at once; each costs money while the agent waits in it."""
    max_text_chars: int
    no_show_secs: float
    """How long the agent waits for its caller; in a room of its own it waits for ever."""
    empty_secs: float
    """How long the agent stays in a room that everybody left."""
    usual: Choices = field(default_factory=Choices)
    """What counts for those who come without asking."""
    one_room: bool = False
    """Whether all calls are held in the same room, one at a time."""
    stands_by: bool = False
    """Whether the agent waits in that room all the time, unasked."""
    between_calls_secs: float = 10.0
    """How long it stays out of that room after a conversation."""


@dataclass(slots=True)
class _Meeting:
    """A room in which the agent waits, and then talks."""

    place: Place
    line: DailyLine
    choices: Choices
    claim: Claim
    begun: bool = False

    @property
    def is_going_on(self) -> bool:
        """Whether somebody is in the room, or was and may come back."""
        return self.begun or self.line.has_company

    @property
    def invitation(self) -> Invitation:
        return Invitation(self.place.url, self.place.caller_token, self.claim.conversation_id)


class DailyCalls:
    """Meets callers in Daily's rooms, and sees to it that no room is left behind."""

    def __init__(
        self,
        places: Places,
        make_call: Callable[[], Call],
        reception: Reception,
        manner: DailyManner,
    ) -> None:
        """Begin with no calls.

        Args:
            places: Gets rooms ready.
            make_call: Makes the agent's side of a call; raises `DailyMissingError` where Daily's
                package is not installed.
            reception: Lets callers in.
            manner: How calls are held.
        """
        self._places = places
        self._make_call = make_call
        self._reception = reception
        self._manner = manner
        self._setting_up = 0
        self._meetings: dict[asyncio.Task[None], _Meeting] = {}
        self._standing_by: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Have the agent wait in its room, where it shall."""
        if self._manner.stands_by:
            self._standing_by = asyncio.create_task(self._stand_by(), name="in the Daily room")

    async def invite(self, choices: Choices, claim: Claim) -> Invitation:
        """Get a room ready, with the agent in it.

        The conversation begins when somebody comes in: the greeting is for them to hear.

        Args:
            choices: What the caller chose.
            claim: Which conversation they want to be in.

        Returns:
            Where to go.

        Raises:
            RoomInUseError: If there is one room for all, and somebody is in it.
            DailyError: If there is no room, or the agent does not get into it; nothing is left.
            SessionsFullError: If all lines are busy.
            ClaimError: If they may not be in the conversation they ask for.
        """
        # Before all else: neither a token nor patience with busy lines would help.
        if self._manner.one_room and any(each.is_going_on for each in self._meetings.values()):
            raise RoomInUseError
        await self._reception.check(claim)
        claim = replace(claim, conversation_id=claim.conversation_id or secrets.token_hex(8))
        if self._manner.one_room and (meeting := self._waiting_one()):
            meeting.choices, meeting.claim = choices, claim
            return meeting.invitation
        self._admit()
        _, meeting = await self._meet(choices, claim)
        return meeting.invitation

    async def close(self) -> None:
        """End what waits for its caller, and take every room away, within a time limit."""
        tasks = {*self._meetings, *filter(None, [self._standing_by])}
        for task in tasks:
            task.cancel()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_CLOSE_SECS)
            if late:
                logger.warning(
                    "{} Daily calls did not end; their rooms end by themselves", len(late)
                )
        await self._places.close()

    def _waiting_one(self) -> _Meeting | None:
        return next((each for each in self._meetings.values() if not each.is_going_on), None)

    def _admit(self) -> None:
        held = len(self._meetings) + self._setting_up
        if self._manner.one_room and held:
            raise RoomInUseError
        if held >= self._manner.most_calls:
            raise SessionsFullError(self._manner.most_calls)

    async def _meet(self, choices: Choices, claim: Claim) -> tuple[asyncio.Task[None], _Meeting]:
        self._setting_up += 1
        try:
            place, line = await self._set_up(claim)
            meeting = _Meeting(place, line, choices, claim)
            holding = self._hold(meeting)
            task = asyncio.create_task(holding, name=f"Daily call {claim.conversation_id}")
            self._meetings[task] = meeting
            task.add_done_callback(lambda done: self._meetings.pop(done, None))
        finally:
            self._setting_up -= 1
        return task, meeting

    async def _set_up(self, claim: Claim) -> tuple[Place, DailyLine]:
        call = self._make_call()
        try:
            place = await self._places.open(claim.name)
        except BaseException:
            await call.leave()
            raise
        line = DailyLine(
            call,
            self._manner.sample_rate,
            max_text_chars=self._manner.max_text_chars,
            empty_secs=self._manner.empty_secs,
        )
        try:
            await line.join(place.url, place.agent_token)
        except BaseException:
            await self._places.give_up(place)
            raise
        return place, line

    async def _hold(self, meeting: _Meeting) -> None:
        log = logger.bind(session=meeting.claim.conversation_id)
        no_show_secs = None if self._manner.stands_by else self._manner.no_show_secs
        try:
            if await meeting.line.wait_for_somebody(no_show_secs):
                meeting.begun = True
                await self._reception.receive(meeting.line, meeting.choices, meeting.claim)
            else:
                log.info("Nobody came into the Daily room")
        except SessionsFullError:
            _say_why(meeting.line, "full", _BUSY)
        except ClaimError as error:
            _say_why(meeting.line, "refused", str(error))
        except Exception:
            log.exception("A Daily call broke")
        finally:
            await meeting.line.close("closed", "")
            await self._places.give_up(meeting.place)

    async def _stand_by(self) -> None:
        """Be in the one room, from one conversation to the next."""
        pause_secs = _FIRST_PAUSE_SECS
        while True:
            claim = Claim(secrets.token_hex(8))
            try:
                self._admit()
                task, _ = await self._meet(self._manner.usual, claim)
            except (DailyError, SessionsFullError) as error:
                logger.warning("{} The agent tries again in {:g}s", error, pause_secs)
                await asyncio.sleep(pause_secs)
                pause_secs = min(2 * pause_secs, _LONGEST_PAUSE_SECS)
                continue
            pause_secs = _FIRST_PAUSE_SECS
            await asyncio.wait({task})
            # Whoever said goodbye is still in the room, and would be greeted at once again.
            await asyncio.sleep(self._manner.between_calls_secs)


def _say_why(line: DailyLine, reason: str, message: str) -> None:
    data = {"type": "ending", "reason": reason, "message": message}
    line.send({"label": "rtvi-ai", "type": "server-message", "id": reason, "data": data})
