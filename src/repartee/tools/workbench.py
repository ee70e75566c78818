from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

from loguru import logger

from repartee.tools.answer import Answer, Refusal, refused
from repartee.tools.call import Call
from repartee.tools.consent import Allowed, Ask, Consent, Declined, Unaskable, Utterance
from repartee.tools.host import ToolHost
from repartee.tools.rounds import MOST_CALLS, Rounds
from repartee.tools.size import fitted

Work = Callable[[], Awaitable[Answer]]
Said = Callable[[], Sequence[Utterance]]

_DECLINED = Refusal("All right, I won't do it.", declined=True)
_UNASKABLE = Refusal(
    "That is too long to ask you about aloud, so I won't do it. Please say it in fewer words."
)
_FAILED = Refusal("Sorry, that didn't work.")
_IN_CIRCLES = Refusal("I'm going round in circles with that, so I stopped. What should I do?")


@dataclass(frozen=True)
class Outcome:
    """What a brain is told about a call."""

    answer: Answer
    is_to_be_told: bool = True
    """Whether the brain speaks about it now."""


class Workbench:
    """Carries out the tool calls of one conversation, as each tool's options say.

    ```
    call ──▶ patience ─────────────▶ timeout
             │ done: the result      │ done: "still at it", the result at the next pause
    ```
    """

    def __init__(self, host: ToolHost) -> None:
        """Stand ready.

        Args:
            host: The conversation.
        """
        self._host = host
        self._consent = Consent()
        self._rounds = Rounds()
        self._questions: dict[str, str] = {}
        """Ids of the questions that pages show, by the calls' fingerprints."""

    async def carry_out(self, call: Call, work: Work, said: Said) -> Outcome:
        """Carry a call out, or ask the caller first.

        Args:
            call: What the brain wants.
            work: Does it; called at most once.
            said: Tells what was said so far; dangerous calls are decided by it.

        Returns:
            What to tell the brain: the result, or that it comes later.
        """
        so_far = said()
        turns = sum(each.by_caller for each in so_far)
        calls = self._rounds.count(turns, asyncio.get_running_loop().time())
        if calls > MOST_CALLS:
            return self._stop_it(first=calls == MOST_CALLS + 1)
        if call.options.dangerous:
            match self._consent.decide(call, so_far):
                case Allowed():
                    self._take_down(call)
                case Declined():
                    self._take_down(call)
                    return Outcome(refused(_DECLINED))
                case Unaskable():
                    return Outcome(refused(_UNASKABLE))
                case Ask(question):
                    self._host.spawn(self._ask(call, work, question), "a question")
                    return Outcome(_asking(question), is_to_be_told=False)
                case decision:
                    assert_never(decision)
        return await self._within_patience(call, work)

    async def _within_patience(self, call: Call, work: Work) -> Outcome:
        result: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        # From its first moment it belongs to the conversation, and ends with it.
        job = self._host.spawn(self._do(call, work, result), call.tool)
        try:
            async with asyncio.timeout(call.options.patience_secs):
                return Outcome(await result)
        except TimeoutError:
            return Outcome(_at_it(call))
        except asyncio.CancelledError:
            # The caller interrupted, or the conversation ends.
            if call.options.cancellable:
                job.cancel()
            raise

    async def _do(self, call: Call, work: Work, result: asyncio.Future[Answer]) -> None:
        answer = await _answer_to(call, work)
        if result.cancelled():
            # Nobody waits for it any more.
            await self._host.report(call.tool, call.id, answer)
        else:
            result.set_result(answer)

    def _stop_it(self, *, first: bool) -> Outcome:
        """Let the caller have a word: what the brain is told now, it would only call again for."""
        if first:
            logger.warning("A brain made {} calls in one turn, and was stopped", MOST_CALLS)
            self._host.spawn(self._host.say(_IN_CIRCLES.say), "a word between calls")
        return Outcome(refused(_IN_CIRCLES), is_to_be_told=False)

    # Questions

    async def _ask(self, call: Call, work: Work, question: str) -> None:
        self._take_down(call)
        self._questions[call.fingerprint] = call.id
        clicked = await self._host.ask(call.id, question)
        if self._questions.get(call.fingerprint) == call.id:
            self._take_down(call)
        if clicked is None or not self._consent.settle(call):
            return
        answer = await _answer_to(call, work) if clicked else refused(_DECLINED)
        await self._host.report(call.tool, call.id, answer)

    def _take_down(self, call: Call) -> None:
        """Have pages show the question about a call no longer."""
        question_id = self._questions.pop(call.fingerprint, None)
        if question_id is not None:
            self._host.tell({"type": "tool-question-settled", "id": question_id})


async def _answer_to(call: Call, work: Work) -> Answer:
    try:
        async with asyncio.timeout(call.options.timeout_secs):
            answer = await work()
    except TimeoutError:
        say = f"{call.spoken_name.capitalize()} took too long, so I stopped it."
        answer = refused(Refusal(say, timed_out=True))
    except Refusal as refusal:
        answer = refused(refusal)
    except Exception:
        # Whatever a tool raises, the talk goes on, and the caller hears that it failed.
        logger.exception("The tool {} failed", call.tool)
        answer = refused(_FAILED)
    return fitted(answer, call.options.longest_result)


def _at_it(call: Call) -> Answer:
    return {
        "say": "That takes a moment. I'll tell you when it is done.",
        "ok": True,
        "pending": True,
        "note": f"{call.tool} goes on; its result comes by itself. Don't call it again.",
    }


def _asking(question: str) -> Answer:
    return {
        "say": "",
        "ok": False,
        "asked": question,
        "note": "The caller is being asked. If their answer is yes, call this again with the same "
        "arguments; otherwise don't.",
    }
