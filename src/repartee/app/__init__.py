"""The composition root: settings and a stack in, wired FastAPI app out."""

from repartee.app.assembly import create_app

__all__ = ["create_app"]
