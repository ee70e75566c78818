"""What words tell of the end of a turn: pure, in English, German and Spanish."""

from __future__ import annotations

import re


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# What hardly any sentence ends with: articles, possessives, conjunctions, and prepositions that
# want a noun. Left out is what ends sentences in one of the languages: "das", "mit", "an", "más",
# "los", "sin". Nobody knows which of them is spoken: callers change it, and ears mix it up.
_WANT_MORE = _words(
    "a the my your our their every",
    "and or but because although unless whether than if",
    "from for with without into between about towards during until of to at via",
    "der dem des eine einen einem einer mein meine meinen meiner dein deine unser unsere",
    "und oder aber weil obwohl dass wenn falls damit sondern denn",
    "ohne von vom zum zur für gegen zwischen bei",
    "el la las un una unos unas su nuestro nuestra",
    "y o u pero porque aunque que cuando",
    "con de del al por entre desde hasta hacia en",
)
# "My name is", but "yes, it is".
_COPULAS = _words("is are were am i'm we're you're bin ist sind")
_PRONOUNS = _words("i you he she it we they this that there ich er sie wir yes no")

# A question may well end with a preposition or a verb: "what are you looking for".
_MAY_END_A_QUESTION = _words("from for with without into about of to at") | _COPULAS
_ASKS = _words("what which who whom whose where when why how was wer wo wie qué quién dónde cómo")

# Somebody who has said nothing but these is about to say something. Those that may be an answer,
# as "I", "you" or "ja", are not what it begins with.
_HESITATES = _words("um uhm uh er erm hmm äh ähm hm eh este pues")
_FILLER_STARTS = _HESITATES | _words("well so actually anyway also naja nun bueno")
_FILLERS = _FILLER_STARTS | _words(
    "like then i mean think guess was thinking you know let me see",
    "ja na ich glaube denke moment entonces a ver creo es",
)
_THINKING_ALOUD = (
    *(("i", "mean"), ("i", "think"), ("i", "guess"), ("i", "was"), ("you", "know")),
    *(("let", "me"), ("ich", "glaube"), ("ich", "denke"), ("a", "ver")),
)

_DIGITS = _words(
    "zero oh one two three four five six seven eight nine",
    "null eins zwei zwo drei vier fünf sechs sieben acht neun",
    "cero uno dos tres cuatro cinco seis siete ocho nueve",
)
# Fewer are a count, and more than most numbers that are told digit by digit have are enough.
_FEWEST_DIGITS, _MOST_DIGITS = 2, 6

# A clause that begins so wants another one after it; longer ones hold that one already.
_OPENS = _words("if unless although though because since while wenn falls weil si aunque")
_WHEN = _words("when whenever once after before")
_SUBJECTS = _words("i you he she we they it the my your our this that")
_LONGEST_OPENING = 7

# What answers a question whole.
_ANSWERS = frozenset(
    (
        *("yes", "no", "yeah", "yep", "nope", "okay", "sure", "right", "correct", "exactly"),
        *("yes please", "no thanks", "no thank you", "thanks", "thank you", "thanks a lot"),
        *("that's all", "that's right", "never mind", "stop", "hello", "bye", "goodbye"),
        *("ja", "nein", "genau", "richtig", "gerne", "ja bitte", "nein danke", "danke"),
        *("vielen dank", "stopp", "hallo", "tschüss"),
        *("sí", "vale", "claro", "exacto", "correcto", "sí por favor", "no gracias", "gracias"),
        *("muchas gracias", "hola", "adiós"),
    )
)

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def wants_more(text: str) -> bool:
    """Tell whether somebody who said this, and falls silent, is going to say more.

    Args:
        text: All words of the turn so far, in any case. Marks are not trusted: ears put a full
            stop wherever they are made to finish.

    Returns:
        Whether a sentence hardly ends like that: with an article, a conjunction, a hesitation, in
        a number that is being dictated, or after the first of two clauses.
    """
    words = _WORD.findall(text.lower().replace("’", "'"))
    if not words:
        return False
    return (
        _last_wants_more(words)
        or words[-1] in _HESITATES
        or _only_fillers(words)
        or _dictates(words)
        or _opens_a_clause(words)
    )


def is_answer(text: str) -> bool:
    """Tell whether this is a whole answer, or a question that ears heard as one.

    Args:
        text: All words of the turn so far, in any case.
    """
    if wants_more(text):
        return False
    words = " ".join(_WORD.findall(text.lower().replace("’", "'")))
    return words in _ANSWERS or text.rstrip().endswith("?")


def _last_wants_more(words: list[str]) -> bool:
    *before, last = words
    if not before or (last in _MAY_END_A_QUESTION and _ASKS.intersection(before)):
        return False
    return last in _WANT_MORE or (last in _COPULAS and before[-1] not in _PRONOUNS)


def _only_fillers(words: list[str]) -> bool:
    thinks_aloud = words[0] in _FILLER_STARTS or tuple(words[:2]) in _THINKING_ALOUD
    return thinks_aloud and _FILLERS.issuperset(words)


def _dictates(words: list[str]) -> bool:
    """Single digits in a row at the end, fewer than a whole number has."""
    count = 0
    for word in reversed(words):
        if word in _DIGITS:
            count += 1
        elif word.isdigit():
            count += len(word)
        else:
            break
    spelt = len(words) > count or count > 1
    return spelt and _FEWEST_DIGITS <= count <= _MOST_DIGITS and not _is_one_number(words)


def _is_one_number(words: list[str]) -> bool:
    """Ears that write figures write a count as one word, and a dictated number as several."""
    return words[-1].isdigit() and not (len(words) > 1 and words[-2].isdigit())


def _opens_a_clause(words: list[str]) -> bool:
    if len(words) > _LONGEST_OPENING or len(words) < 2:
        return False
    return words[0] in _OPENS or (words[0] in _WHEN and words[1] in _SUBJECTS)
