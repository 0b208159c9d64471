"""The part of the Compose specification that docker-compose.yml uses, strict: no other keys."""

import re
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

VARIABLE = re.compile(r"\$\{(?P<name>[A-Z_][A-Z0-9_]*)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")
DURATION = r"^(\d+(us|ms|s|m|h))+$"
SIZE = r"^\d+(b|k|kb|m|mb|g|gb)$"


def _port(text: str) -> str:
    """Check ``[address:]published:target`` with defaults put in for variables."""
    plain = VARIABLE.sub(lambda m: m["rest"] or "", text)
    if not re.fullmatch(r"(\d+(\.\d+){3}:)?\d{1,5}:\d{1,5}", plain):
        raise ValueError(f"{text} is no published port")
    return text


class Strict(BaseModel):
    """Refuses keys that the model does not know, as Docker Compose does."""

    model_config = ConfigDict(extra="forbid")


class Healthcheck(Strict):
    """How the engine asks a container whether it is well."""

    test: Annotated[list[str], Field(min_length=2)]
    interval: str = Field(pattern=DURATION)
    timeout: str = Field(pattern=DURATION)
    retries: int = Field(ge=1)
    start_period: str = Field(default="0s", pattern=DURATION)


class Dependency(Strict):
    """What must have happened before a service starts."""

    condition: Literal["service_started", "service_healthy", "service_completed_successfully"]


class Build(Strict):
    """How an image is built."""

    context: str
    dockerfile: str


class Service(Strict):
    """One service."""

    image: str = Field(pattern=r"^[a-z0-9./_-]+:[\w.-]+$")
    build: Build | None = None
    command: list[str] = []
    environment: dict[str, str] = {}
    ports: list[Annotated[str, AfterValidator(_port)]] = []
    volumes: list[str] = []
    networks: list[str] = []
    depends_on: dict[str, Dependency] = {}
    healthcheck: Healthcheck | None = None
    restart: Literal["no", "always", "on-failure", "unless-stopped"] = "no"
    read_only: bool = False
    tmpfs: list[str] = []
    cap_drop: list[str] = []
    security_opt: list[str] = []
    shm_size: str = Field(default="64mb", pattern=SIZE)
    stop_grace_period: str = Field(default="10s", pattern=DURATION)


class Subnet(Strict):
    """The addresses of a network."""

    subnet: str


class Ipam(Strict):
    """How a network gives addresses."""

    config: list[Subnet] = []


class Network(Strict):
    """A network between the services."""

    ipam: Ipam = Ipam()


class Compose(Strict):
    """A whole file; keys that begin with ``x-`` are the specification's room for notes."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    services: dict[str, Service]
    networks: dict[str, Network]
    volumes: dict[str, dict[str, str]]


def read_compose(path: Path) -> Compose:
    """Read and check a file; YAML's merge keys are resolved."""
    content = yaml.safe_load(path.read_text())
    return Compose.model_validate({k: v for k, v in content.items() if not k.startswith("x-")})


def variables(text: str) -> dict[str, str | None]:
    """Return the variables that a text asks the environment for, with their defaults.

    None is the default of a variable that must be given.
    """
    return {m["name"]: m["rest"] if m["kind"] == "-" else None for m in VARIABLE.finditer(text)}
