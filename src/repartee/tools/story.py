"""Stories: long answers on purpose, to listen to or to interrupt."""

from __future__ import annotations

from repartee.tools.answer import Answer, answer

# Flite takes 82 and 81 seconds for them.
STORIES = (
    """
    Once upon a time, on a small rock far out at sea, there stood a lighthouse. Its keeper was an
    old woman named Ada, and she had kept the lamp burning for forty years. Every evening she
    climbed two hundred steps, lit the flame, and wished the ships good night. One autumn, a letter
    came by boat. It said that a machine would soon light the lamp, and that Ada could go home. Ada
    read the letter twice, made a pot of tea, and said nothing at all. The machine arrived in a
    wooden crate, and two young men bolted it to the floor. It clicked, it hummed, and when the sun
    went down, it lit the lamp all by itself. Ada packed her books, her kettle and her cat. But that
    very night a fog rolled in, so thick that the light could not be seen from the water. Somewhere
    in the dark, a ship's bell was ringing, closer and closer. The machine clicked and hummed, quite
    pleased with itself. So Ada opened the window, took her biggest pot and her heaviest spoon, and
    beat it like a drum until morning. When the fog lifted, a ship lay safely at anchor, not a
    hundred yards from the rocks. Its captain rowed over to thank the clever machine. He found an
    old woman asleep in a chair, with a spoon in her hand. Ada stayed for another ten years. The
    machine lit the lamp, and she kept the pot beside the window, just in case. The end.
    """,
    """
    There was once a clockmaker who lived in a village where nobody was ever on time. He built
    clocks with singing birds, and clocks with dancing bears, but the villagers only smiled and came
    late to everything. So he decided to build the finest clock in the world. He worked through the
    spring, and he worked through the summer. By winter it filled his whole workshop, from the floor
    to the roof. When he wound it for the first time, every wheel turned as smoothly as water. The
    villagers gathered outside, half an hour late, of course. At twelve the great clock was meant to
    strike, but it did not make a sound. The clockmaker looked inside, and there, between two golden
    wheels, sat a mouse with her five children. They had made a nest out of his handkerchief. If he
    started the clock, they would have to leave, and it was snowing. The clockmaker thought about it
    for a long while. Then he closed the little door, very gently, and hung a sign on the clock. The
    sign said, please wait until spring. And so they waited. The villagers came by each day to ask
    after the mice, and, without noticing, they began to come at the same hour. By the time the snow
    had melted and the mice had moved to the garden, everyone was on time for everything. The clock
    was started in April, and it kept perfect time. But nobody really needed it any more. The end.
    """,
)


class Stories:
    """The stories of one conversation, told in turn."""

    def __init__(self) -> None:
        self._told = 0

    async def tell_story(self) -> Answer:
        """Tell a story of about a minute."""
        story = " ".join(STORIES[self._told % len(STORIES)].split())
        self._told += 1
        return answer(story)
