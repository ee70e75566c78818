"""The app, put together."""

from __future__ import annotations

from fastapi import FastAPI

from repartee import __version__
from repartee.app.access import guard
from repartee.app.house import make_house
from repartee.app.lifespan import lifespan_of
from repartee.app.routes import routes_of
from repartee.server.pages import mount_page
from repartee.server.problems import install_problem_handlers
from repartee.settings import Settings
from repartee.stacks.called import OWN_NAME
from repartee.stacks.stack import Stack


def create_app(settings: Settings, stack: Stack) -> FastAPI:
    """Wire the server.

    Args:
        settings: Everything the environment says.
        stack: Ears, brain and voice, already started; it is closed by whoever started it.

    Returns:
        The app; its lifespan ends all conversations when the server stops.
    """
    house = make_house(settings, stack)
    app = FastAPI(
        title=OWN_NAME,
        version=__version__,
        lifespan=lifespan_of(settings, house),
        docs_url=None,
        redoc_url=None,
    )
    app.state.sessions = house.sessions
    app.state.downloads = house.downloads
    install_problem_handlers(app)
    for router in routes_of(settings, stack, house):
        app.include_router(router)
    mount_page(app)
    guard(app, settings, house.tickets)
    return app
