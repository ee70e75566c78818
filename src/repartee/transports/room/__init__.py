"""The place of one conversation, where its callers' lines meet its pipeline."""

from repartee.transports.room.guest import Guest
from repartee.transports.room.listener import RoomListener
from repartee.transports.room.room import Room
from repartee.transports.room.signatures import signed
from repartee.transports.room.tap import Tap

__all__ = ["Guest", "Room", "RoomListener", "Tap", "signed"]
