from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LogLevel = Literal["TRACE", "DEBUG", "INFO", "WARNING", "ERROR"]


class Settings(BaseSettings):
    """Every environment variable Repartee reads; nothing else reads the environment.

    Values come from the environment, then from a `.env` file in the working directory, then from
    the defaults below. An empty variable counts as unset.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        validate_default=True,
    )

    # What answers
    stack: Literal["auto", "built-in"] = Field(
        "auto",
        description="Ears, brain and voice together. `auto` picks the best that is really here.",
        examples=["built-in"],
    )
    tts_voice: str = Field(
        "",
        max_length=64,
        description="The voice to speak with; empty means the stack's own default.",
        examples=["slt"],
    )
    greeting: str = Field(
        "Hello, I'm Repartee. I run without any model, so I only know a few things: the time, "
        "sums, timers, notes and lists. Ask me what I can do.",
        max_length=1000,
        description="What is said when a caller connects; `off` for silence.",
        examples=["Hello, how can I help?"],
    )
    system_instruction: str = Field(
        "You are Repartee, a friendly voice assistant. Your words are spoken aloud: answer in one "
        "or two short sentences of plain spoken language, without markdown, lists or emoji.",
        max_length=20_000,
        description="The persona prompt given to the brain. The built-in brain has its own.",
        examples=["You are a concise assistant for a bicycle shop."],
    )

    # Where it listens
    server_host: str = Field(
        "127.0.0.1",
        max_length=255,
        description="Address to listen on. Any but a loopback address needs ACCESS_TOKEN.",
        examples=["0.0.0.0"],
    )
    server_port: int = Field(
        7860, ge=0, le=65535, description="TCP port; 0 takes a free one.", examples=[7860]
    )
    access_token: SecretStr = Field(
        SecretStr(""),
        description="Secret that callers must present. Empty: none is asked for.",
        examples=["a-long-random-string"],
    )
    allow_anonymous: bool = Field(
        False,
        description="Serve strangers on a public address without ACCESS_TOKEN.",
        examples=[True],
    )
    allowed_origins: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="Other web origins whose pages may call this server, separated by commas.",
        examples=["https://talk.example.com"],
    )
    ice_servers: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description=(
            "STUN and TURN servers, separated by commas. Pipecat uses one of each; "
            "a TURN server takes ICE_USERNAME and ICE_CREDENTIAL."
        ),
        examples=["stun:stun.example.com:3478,turn:turn.example.com:3478"],
    )
    ice_username: str = Field(
        "", max_length=512, description="User name for the TURN server.", examples=["repartee"]
    )
    ice_credential: SecretStr = Field(
        SecretStr(""), description="Password for the TURN server.", examples=["secret"]
    )

    # Limits
    max_sessions: int = Field(
        8, ge=1, le=1000, description="Conversations at once; more are refused.", examples=[8]
    )
    max_pending_offers: int = Field(
        256,
        ge=1,
        le=10_000,
        description="Connections being set up at once; each holds a few sockets.",
        examples=[256],
    )
    connect_timeout_secs: float = Field(
        15, gt=0, le=120, description="Seconds an offer may take to connect.", examples=[15]
    )
    idle_timeout_secs: float = Field(
        300, gt=0, le=86_400, description="Seconds of silence that end a call.", examples=[300]
    )
    max_session_secs: float = Field(
        3600, gt=0, le=86_400, description="Longest call in seconds.", examples=[3600]
    )
    max_body_bytes: int = Field(
        131_072,
        ge=1024,
        le=16_777_216,
        description="Largest request body in bytes; a browser's offer is about 3,000.",
        examples=[131_072],
    )
    max_text_chars: int = Field(
        2000, ge=1, le=100_000, description="Longest typed message.", examples=[2000]
    )

    # When it is the caller's turn
    vad_confidence: float = Field(
        0.7, gt=0, lt=1, description="Silero's confidence that counts as speech.", examples=[0.7]
    )
    vad_start_secs: float = Field(
        0.07, ge=0, le=2, description="Seconds of speech that begin a turn.", examples=[0.2]
    )
    vad_stop_secs: float = Field(
        0.2, gt=0, le=5, description="Seconds of silence that pause a turn.", examples=[0.2]
    )
    vad_min_volume: float = Field(
        0.3, ge=0, le=1, description="Loudness below which nothing counts.", examples=[0.6]
    )
    turn_max_pause_secs: float = Field(
        1.0,
        gt=0,
        le=10,
        description="Seconds of silence that end a turn whatever the smart turn model says.",
        examples=[1.2],
    )

    # Housekeeping
    log_level: LogLevel = Field(
        "INFO", description="TRACE, DEBUG, INFO, WARNING or ERROR.", examples=["INFO"]
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="`json` writes one JSON object a line.", examples=["json"]
    )
    cache_dir: Path = Field(
        Path("~/.cache/repartee"),
        description="Where generated files (the language model) are kept.",
        examples=["/var/cache/repartee"],
    )

    @field_validator("allowed_origins", "ice_servers", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("cache_dir")
    @classmethod
    def _home(cls, value: Path) -> Path:
        return value.expanduser()

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("ice_servers")
    @classmethod
    def _ice_schemes(cls, value: list[str]) -> list[str]:
        for url in value:
            if not url.startswith(("stun:", "stuns:", "turn:", "turns:")):
                raise ValueError(f"'{url}' begins with none of stun:, stuns:, turn:, turns:")
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _origin_schemes(cls, value: list[str]) -> list[str]:
        for origin in value:
            if not origin.startswith(("http://", "https://")) or origin.count("/") > 2:
                raise ValueError(f"'{origin}' is not an origin: scheme, host and port only")
        return value

    @model_validator(mode="after")
    def _strangers_kept_out(self) -> Self:
        if not (self.is_loopback or self.access_token.get_secret_value() or self.allow_anonymous):
            raise ValueError(
                f"SERVER_HOST: '{self.server_host}' can be reached by strangers; set ACCESS_TOKEN "
                "to a long random string, or ALLOW_ANONYMOUS=true to let everybody in"
            )
        return self

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.server_host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.server_host).is_loopback
        except ValueError:
            return False


class SettingsError(Exception):
    """A variable has a value that cannot be used; the message is one line a variable."""


def load_settings(**overrides: Any) -> Settings:
    """Read the settings.

    Args:
        **overrides: Fields given on the command line; they win over the environment.

    Returns:
        Checked settings.

    Raises:
        SettingsError: Naming each wrong variable, what is wrong with it, and an example.
    """
    try:
        return Settings(**overrides)
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(
            ".env: it cannot be read as UTF-8 text. Save it as UTF-8, or remove it."
        ) from error
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(item) for item in error.errors())) from error


def _explain(error: ErrorDetails) -> str:
    message = error["msg"].removeprefix("Value error, ")
    if not error["loc"]:
        return message
    name = str(error["loc"][0])
    field = Settings.model_fields[name]
    shown = "********" if "Secret" in str(field.annotation) else repr(error["input"])
    example = f" Example: {name.upper()}={(field.examples or [''])[0]}"
    return f"{name.upper()}: {message}, got {shown}.{example}"


def env_example() -> str:
    """The text of `.env.example`: every variable, its meaning and its default.

    Returns:
        A dotenv file in which each line is a comment or a commented-out variable.
    """
    lines = [
        "# Repartee's settings. Copy to .env and take the # off what you want to change.",
        "# Written by `repartee settings`; do not edit by hand.",
    ]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True, validated_data={})
        lines += ["", f"# {field.description}"]
        if default in ("", []) and field.examples:
            lines.append(f"# Example: {name.upper()}={field.examples[0]}")
        lines.append(f"# {name.upper()}={_shown_default(default)}")
    return "\n".join(lines) + "\n"


def _shown_default(default: object) -> object:
    if isinstance(default, SecretStr) or default == []:
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, str) and " " in default:
        return f'"{default}"'
    return default
