"""What is said to those who must tell when a turn is over; `|` is where the speaker pauses.

Thresholds may be chosen by `TUNING` alone. Figures are told of `HELD_OUT`, which nothing was
fitted to; no sentence and no voice is in both.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scripts:
    """A set.

    Attributes:
        voices: Who speaks: flite's, and espeak-ng's with their languages.
        with_pauses: Sentences in which the speaker pauses, and goes on.
        without_pauses: Sentences said at a stretch.
    """

    voices: tuple[str, ...]
    with_pauses: tuple[str, ...]
    without_pauses: tuple[str, ...]


TUNING = Scripts(
    ("slt", "awb", "en-us"),
    (
        "I would like a table for two and | a high chair for the baby.",
        "Please send it to | my office in the city.",
        "My number is five five five | two one four | nine nine.",
        "I was thinking, | maybe we could meet on Tuesday.",
        "Can you tell me the | name of the manager?",
        "We need three apples, | two lemons, and some bread.",
        "The flight leaves at ten, but | I don't know from which gate.",
        "Well, um, | I am not really sure about that.",
        "If it rains tomorrow, | we should stay at home.",
        "I saw her yesterday | at the market near the bridge.",
        "Could you book a room for | the second of May?",
        "It costs about twenty | five dollars a month.",
        "He said that | he would call back later.",
        "So, | what is the plan for today?",
        "I want to cancel my order because | it has not arrived yet.",
        "The address is twelve | Baker Street, | in the old town.",
    ),
    (
        "What is the weather like today?",
        "Tell me a short story.",
        "How far is it to the station?",
        "I would like to book a table for two.",
        "Please turn off the lights.",
        "That sounds good to me.",
        "Yes, please.",
        "No, thank you.",
        "Set a timer for ten minutes.",
        "My name is Daniel.",
        "When does the next train leave?",
        "I have never been to Paris.",
        "Can you help me with my homework?",
        "The meeting is on Friday.",
        "Play some music.",
        "Who wrote this book?",
    ),
)

HELD_OUT = Scripts(
    ("rms", "kal16", "en-gb", "en-us-woman"),
    (
        "I need a taxi from the airport to | the hotel at the lake.",
        "We are four adults and | two small children.",
        "The code is seven three | eight eight | one.",
        "I think, | you know, | it would be better to wait.",
        "Where can I find the | nearest pharmacy?",
        "Please add milk, | butter, | and a dozen eggs.",
        "She wanted to come, but | her train was cancelled.",
        "Um, | could you repeat the last part?",
        "When you have finished, | please lock the door.",
        "My brother lives in a village | not far from the coast.",
        "I would like to speak with | somebody from the sales team.",
        "The room is on floor | twenty two.",
        "What happens if | I miss the deadline?",
        "Actually, | I have a question about my bill.",
        "We can't do it now, because | the machine is broken.",
        "Her birthday is on the | nineteenth of October.",
        "I have been waiting for | more than an hour.",
        "Let me see, | it must be somewhere around here.",
        "Remind me to water the plants | when I get home.",
        "It is either red or | a very dark orange.",
    ),
    (
        "What time does the museum open?",
        "Could you read that again please?",
        "Where did you put my keys?",
        "I will be there in five minutes.",
        "Call my sister.",
        "It was nice to talk to you.",
        "Is there anything else I should know?",
        "I don't understand.",
        "Book a flight to Madrid.",
        "Okay, let's do that.",
        "How do you spell that?",
        "The kitchen is too small for all of us.",
        "Stop the music.",
        "She works at the hospital.",
        "Do you have this in another colour?",
        "Next Wednesday at half past nine.",
        "I'm looking for a present for my father.",
        "Thanks a lot.",
        "Why is the sky blue?",
        "We had a wonderful time.",
    ),
)
