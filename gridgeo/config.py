"""Settings of the service, read from environment variables that start with ``GRIDGEO_``."""

from functools import lru_cache
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from gridgeo.domain.errors import BadInputError

DRIVER = "postgresql+psycopg2"


def default_data_dir() -> Path:
    """Return ``var`` inside a checkout of the project, otherwise the user's data folder."""
    project = Path(__file__).resolve().parent.parent
    if (project / "pyproject.toml").is_file() and (project / "Makefile").is_file():
        return project / "var"
    return user_data_path("gridgeo", appauthor=False)


class Settings(BaseSettings):
    """What an operator may set; every field is the variable ``GRIDGEO_<FIELD>``.

    Attributes
    ----------
    database_url : str or None
        A PostgreSQL server to use instead of the embedded cluster, as
        ``postgresql://user:password@host:port/database``. Never shown in a representation.
    data_dir : pathlib.Path
        Folder of the embedded cluster, backups and caches; made absolute.
    postgres_bin : pathlib.Path or None
        Folder of ``initdb`` and ``pg_ctl`` when they are not where they usually are.
    db_memory_mb : int or None
        Memory in MiB that the embedded cluster reckons with; by default the machine's.
    public_read : bool
        Whether grids, tiles and lookup answer without a login.
    log_level : str
        Level of the service's own log.
    session_secret : pydantic.SecretStr or None
        Signs the session cookies; by default one that is made once and kept in ``data_dir``.
    session_hours : int
        How long a sign-in lasts.
    cookie_secure : bool
        Whether browsers send the session over HTTPS only; set it behind a TLS proxy.
    glyph_font : pathlib.Path or None
        Font file for the signs of map labels, when not one that the machine has.
    max_body_bytes : int
        Largest body of a request.
    max_import_bytes : int
        Largest file that may be sent to be imported.
    job_workers : int
        Processes that ``gridgeo serve`` starts for long work; 0 leaves it to ``gridgeo worker``.
    job_days : int
        How long ended jobs and their files are kept.
    scheduler : str
        Where jobs plan: ``threads``, ``processes``, ``queue`` or ``tcp://host:8786``.
    planner_jobs : int
        Threads or processes of one such job.
    processes : int
        Serving processes that share the load; ``gridgeo serve --workers`` sets it.
    oidc_issuer : str or None
        Address of an OpenID Connect provider through which people may sign in.
    oidc_client_id, oidc_client_secret : str and pydantic.SecretStr, or None
        What the provider calls us; no secret for a public client.
    oidc_scopes : str
        What to ask the provider for.
    oidc_login_claim : str
        The claim that an account made by a rule is named by.
    oidc_rules : str
        JSON list of claim, value, role, area, network: whom the provider's word lets in.
    track_months : int
        How long raw tracks are kept, in whole months; see ``gridgeo purge``.
    personal_months : int
        How long other personal data that is no longer needed is kept.
    webhook_hosts : str
        Hosts that webhooks may call, joined by commas; none by default.
    public_url : str
        Where people reach the map page; the QR codes of notice sheets lead there.
    amap_key, tianditu_key : pydantic.SecretStr or None
        Keys of 高德 and 天地图; without them no address is ever sent to anybody.
    amap_url, tianditu_url : str or None
        Other addresses of these services: a gateway inside one's own network.
    geocoders_per_second : float
        How many questions such a service is asked in a second.
    """

    model_config = SettingsConfigDict(env_prefix="GRIDGEO_", extra="ignore", frozen=True)

    database_url: str | None = Field(default=None, repr=False)
    data_dir: Path = Field(default_factory=default_data_dir)
    postgres_bin: Path | None = None
    db_memory_mb: int | None = Field(default=None, ge=256)
    public_read: bool = False
    log_level: str = "INFO"
    session_secret: SecretStr | None = Field(default=None, min_length=32)
    session_hours: int = Field(default=8, ge=1, le=720)
    cookie_secure: bool = False
    glyph_font: Path | None = None
    max_body_bytes: int = Field(default=1_048_576, ge=1024)
    max_import_bytes: int = Field(default=1 << 30, ge=1024, le=4 << 30)
    job_workers: int = Field(default=1, ge=0, le=64)
    job_days: int = Field(default=30, ge=1, le=3650)
    scheduler: str = "threads"
    planner_jobs: int = Field(default=1, ge=1, le=256)
    processes: int = Field(default=1, ge=1, le=64)
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_scopes: str = "openid profile"
    oidc_login_claim: str = "preferred_username"
    oidc_rules: str = ""
    track_months: int = Field(default=12, ge=1, le=600)
    personal_months: int = Field(default=36, ge=1, le=600)
    webhook_hosts: str = ""
    public_url: str = Field(default="", pattern=r"^(https?://[^\s#?]+)?$", max_length=200)
    amap_key: SecretStr | None = None
    amap_url: str | None = None
    tianditu_key: SecretStr | None = None
    tianditu_url: str | None = None
    geocoders_per_second: float = Field(default=3.0, gt=0, le=1000)

    @property
    def allowed_webhook_hosts(self) -> tuple[str, ...]:
        """Hosts that webhooks may call."""
        names = (name.strip() for name in self.webhook_hosts.split(","))
        return tuple(name for name in names if name)

    @field_validator("database_url", mode="before")
    @classmethod
    def _name_the_driver(cls, value: str | None) -> str | None:
        """Accept the usual spellings of a PostgreSQL URL; an empty one means none."""
        if not value:
            return None
        scheme, separator, rest = value.partition("://")
        if not separator or scheme not in {"postgres", "postgresql", DRIVER}:
            raise ValueError("write it as postgresql://user:password@host:port/database")
        return f"{DRIVER}://{rest}"

    @field_validator("data_dir", "postgres_bin", "glyph_font")
    @classmethod
    def _make_absolute(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser().absolute()


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises
    ------
    BadInputError
        A variable has a value that cannot be used; the sentence names it, never its value.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        variable = f"GRIDGEO_{str(first['loc'][0]).upper()}"
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise BadInputError(f"{variable} cannot be used: {reason}.", field=variable) from None


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the process's settings, read once."""
    return load_settings()
