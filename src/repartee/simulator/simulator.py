"""All stand-ins together: ports, parts, faults and journal."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from repartee.engines.phrasebook import Phrasebook
from repartee.simulator.control import Control
from repartee.simulator.delays import DelayChoice
from repartee.simulator.faults import Fault
from repartee.simulator.hearing import BuiltInEars
from repartee.simulator.journal import Journal
from repartee.simulator.mind import BuiltInMind, Mind
from repartee.simulator.port import Port
from repartee.simulator.registry import UnknownVendorError, chosen, standin_class
from repartee.simulator.script import load_script
from repartee.simulator.speaking import BuiltInSpeaker
from repartee.simulator.standin import Parts, StandIn

DEFAULT_CACHE_DIR = Path("~/.cache/repartee")


class Simulator:
    """Stand-ins on loopback, in the caller's event loop.

    async with Simulator(["openai", "cartesia"]) as simulator:
        simulator.standin("openai").faults.arm(Fault(FaultKind.ERROR, times=1))
        os.environ.update(simulator.environment())
    """

    def __init__(
        self,
        names: Sequence[str] = (),
        *,
        delays: DelayChoice | None = None,
        port: int = 0,
        parts: Parts | None = None,
        script: Path | None = None,
        cache_dir: Path = DEFAULT_CACHE_DIR,
    ) -> None:
        """Describe it; entering it opens the ports.

        Args:
            names: Vendors; none for all.
            delays: How fast they are; as published by default.
            port: The control port; the vendors get those after it. 0 for free ones.
            parts: What is behind them; the built-in ears, voice and mind by default.
            script: A YAML file of patterns and replies for the language models.
            cache_dir: Where the ears' language model is kept.

        Raises:
            UnknownVendorError: If a name is none.
        """
        self.names = chosen(names)
        self.delays = delays or DelayChoice()
        for name in self.delays.first_secs:
            chosen([name])
        self._first_port = port
        self._given_parts = parts
        self._script = script
        self._cache_dir = cache_dir.expanduser()
        self._standins: dict[str, StandIn] = {}
        self._ports: dict[str, Port] = {}
        self._control: Port | None = None
        self._relenting: dict[str, asyncio.TimerHandle] = {}
        self._exit = AsyncExitStack()
        self.journal = parts.journal if parts else Journal()

    async def __aenter__(self) -> Self:
        """Start the parts that are needed, and open the ports.

        Raises:
            OSError: If a port is taken, or the cache directory cannot be written.
            VoiceUnavailableError: If a voice is needed and none is installed.
            BadScriptError: If the script cannot be used.
        """
        async with AsyncExitStack() as stack:
            parts = self._given_parts or await self._load_parts()
            self._standins = {
                name: standin_class(name)(parts, self.delays.of(name)) for name in self.names
            }
            await self._start_parts(stack, parts)
            await self._open_ports(stack)
            stack.callback(self._forget_timers)
            self._exit = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._exit.aclose()

    @property
    def urls(self) -> Mapping[str, str]:
        """Each vendor's address, without a path."""
        return {name: port.url for name, port in self._ports.items()}

    @property
    def control_url(self) -> str:
        """Where all of them are controlled, under `/_simulator/`."""
        return self._control.url if self._control else ""

    @property
    def standins(self) -> Mapping[str, StandIn]:
        """The stand-ins by name."""
        return self._standins

    def standin(self, name: str) -> StandIn:
        """One stand-in.

        Raises:
            UnknownVendorError: If it is not among those that were started.
        """
        if name not in self._standins:
            raise UnknownVendorError(name, self.names)
        return self._standins[name]

    def arm(self, vendor: str, fault: Fault) -> None:
        """Arm a fault.

        Args:
            vendor: Whose.
            fault: What goes wrong from now on.

        Raises:
            UnknownVendorError: If the vendor is not among those that were started.
        """
        self.standin(vendor).faults.arm(fault)

    def environment(self) -> dict[str, str]:
        """The settings that point Repartee at all of them."""
        return {
            variable: value
            for name, standin in self._standins.items()
            for variable, value in standin.environment(self._ports[name].number).items()
        }

    async def _load_parts(self) -> Parts:
        phrasebook = await asyncio.to_thread(Phrasebook.load)
        mind: Mind = BuiltInMind(phrasebook)
        if self._script is not None:
            mind = await asyncio.to_thread(load_script, self._script, mind)
        ears = BuiltInEars(phrasebook, self._cache_dir)
        return Parts(ears, BuiltInSpeaker(), mind, self.journal)

    async def _start_parts(self, stack: AsyncExitStack, parts: Parts) -> None:
        standins = self._standins.values()
        stack.push_async_callback(parts.ears.close)
        stack.push_async_callback(parts.speaker.close)
        if any(standin.hears for standin in standins):
            await parts.ears.start()
        if any(standin.speaks for standin in standins):
            await parts.speaker.start()

    async def _open_ports(self, stack: AsyncExitStack) -> None:
        control = web.Application()
        control.add_routes(Control(self._standins, self.journal).routes())
        self._control = await self._open(stack, control, 0)
        for at, (name, standin) in enumerate(self._standins.items(), 1):
            application = standin.application()
            application.add_routes(Control({name: standin}, self.journal).routes())
            self._ports[name] = await self._open(stack, application, at)
            self._follow_faults(name, standin)

    async def _open(self, stack: AsyncExitStack, application: web.Application, at: int) -> Port:
        port = Port(application, self._first_port + at if self._first_port else 0)
        await port.start()
        stack.push_async_callback(port.close)
        return port

    def _follow_faults(self, name: str, standin: StandIn) -> None:
        standin.faults.watch(lambda: self._faults_changed(name))

    def _faults_changed(self, name: str) -> None:
        if timer := self._relenting.pop(name, None):
            timer.cancel()
        port, faults = self._ports[name], self._standins[name].faults
        refusing = faults.refusing
        if refusing is None:
            port.open()
            return
        port.shut()
        if refusing.seconds is not None:
            loop = asyncio.get_running_loop()
            self._relenting[name] = loop.call_later(refusing.seconds, faults.remove, refusing)

    def _forget_timers(self) -> None:
        for timer in self._relenting.values():
            timer.cancel()
        self._relenting.clear()
