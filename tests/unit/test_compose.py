"""docker-compose.yml and what it names, checked without a Docker engine."""

import asyncio
import re
from ipaddress import ip_network
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError
from sqlalchemy.engine import make_url
from starlette.types import Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.main import STATEMENT_S
from api.schemas.common import Problem
from gridgeo.config import Settings
from tests.support.compose import Compose, Service, read_compose, variables
from tests.support.postgis import PROJECT

FILE = PROJECT / "docker-compose.yml"
DOCKERFILE = PROJECT / "deploy" / "Dockerfile"
NGINX = PROJECT / "deploy" / "nginx.conf"
ENV_EXAMPLE = PROJECT / "deploy" / "env.example"


@pytest.fixture(scope="module")
def compose() -> Compose:
    return read_compose(FILE)


def with_variables(text: str) -> str:
    """Put values in as Docker Compose would; those that must be given become 'given'."""
    for name, default in variables(text).items():
        value = default if default is not None else "given"
        text = re.sub(rf"\$\{{{name}[^}}]*\}}", value, text)
    return text


def test_it_has_the_three_services_and_a_migration(compose: Compose) -> None:
    assert set(compose.services) == {"db", "migrate", "api", "proxy"}
    assert compose.services["db"].image.startswith("postgis/postgis:")
    assert int(re.findall(r":(\d+)-", compose.services["db"].image)[0]) >= 15


def test_a_key_that_compose_does_not_know_is_refused(tmp_path: Path) -> None:
    broken = FILE.read_text().replace("restart:", "restrat:", 1)
    (tmp_path / "broken.yml").write_text(broken)
    with pytest.raises(ValidationError, match="restrat"):
        read_compose(tmp_path / "broken.yml")


def test_every_reference_leads_somewhere(compose: Compose) -> None:
    for service in compose.services.values():
        assert set(service.depends_on) <= set(compose.services)
        assert set(service.networks) <= set(compose.networks)
        for volume in service.volumes:
            source = volume.split(":")[0]
            known = (PROJECT / source).exists() if source.startswith(".") else None
            assert known if known is not None else source in compose.volumes
    used = {v.split(":")[0] for s in compose.services.values() for v in s.volumes}
    assert set(compose.volumes) <= used


def test_waiting_for_health_needs_a_healthcheck(compose: Compose) -> None:
    for service in compose.services.values():
        for name, dependency in service.depends_on.items():
            other = compose.services[name]
            if dependency.condition == "service_healthy":
                assert other.healthcheck is not None
            if dependency.condition == "service_completed_successfully":
                assert other.restart == "no"


def test_services_start_in_an_order_without_a_circle(compose: Compose) -> None:
    waiting = {name: set(service.depends_on) for name, service in compose.services.items()}
    while waiting:
        ready = {name for name, needs in waiting.items() if not needs & set(waiting)}
        assert ready, f"a circle among {sorted(waiting)}"
        waiting = {n: needs for n, needs in waiting.items() if n not in ready}


def test_only_the_proxy_is_reachable_from_outside(compose: Compose) -> None:
    published = {name for name, service in compose.services.items() if service.ports}
    assert published == {"proxy"}


@pytest.mark.parametrize("name", ["api", "migrate"])
def test_our_variables_are_settings(compose: Compose, name: str) -> None:
    ours = compose.services[name].environment
    fields = {f"GRIDGEO_{field.upper()}" for field in Settings.model_fields}
    assert set(ours) - {"FORWARDED_ALLOW_IPS"} <= fields  # uvicorn reads that one itself


def test_the_api_believes_the_proxy_alone_about_addresses(compose: Compose) -> None:
    [config] = compose.networks["inside"].ipam.config
    subnet = with_variables(config.subnet)
    assert with_variables(compose.services["api"].environment["FORWARDED_ALLOW_IPS"]) == subnet
    proxy = str(next(ip_network(subnet).hosts()))
    seen = []

    async def app(scope: Scope, _: object, __: object) -> None:
        seen.append(scope["client"][0])

    said = b"10.1.2.3, 10.9.9.9"  # the first by whoever asks, the second by the proxy
    scope = {"type": "http", "client": (proxy, 1), "headers": [(b"x-forwarded-for", said)]}
    asyncio.run(ProxyHeadersMiddleware(app, subnet)(scope, None, None))
    assert seen == ["10.9.9.9"]


def test_the_settings_accept_what_the_file_gives(
    compose: Compose, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in compose.services["api"].environment.items():
        given = with_variables(value)
        monkeypatch.setenv(name, given * 8 if name == "GRIDGEO_SESSION_SECRET" else given)
    settings = Settings()
    assert settings.database_url is not None
    url, database = make_url(settings.database_url), compose.services["db"].environment
    assert (url.host, url.port) == ("db", 5432)
    assert (url.username, url.database) == (database["POSTGRES_USER"], database["POSTGRES_DB"])


def test_no_secret_is_written_down(compose: Compose) -> None:
    """Passwords come from the environment, without a default, and the example file has none."""
    for service in compose.services.values():
        for name, value in service.environment.items():
            if re.search("PASSWORD|SECRET", name):
                assert re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", value)
            if "://" in value:
                assert re.search(r"://\w+:\$\{[A-Z_]+:\?[^}]+\}@", value)
    example = dict(line.split("=", 1) for line in example_lines())
    assert example["POSTGRES_PASSWORD"] == example["SESSION_SECRET"] == ""


def test_the_example_file_names_every_variable() -> None:
    assert {line.split("=")[0] for line in example_lines()} == set(variables(FILE.read_text()))


def example_lines() -> list[str]:
    lines = ENV_EXAMPLE.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_the_database_loses_no_acknowledged_commit(compose: Compose) -> None:
    assert "synchronous_commit=on" in compose.services["db"].command
    assert not {"fsync=off", "full_page_writes=off"} & set(compose.services["db"].command)


def test_the_commands_are_commands_of_ours(compose: Compose) -> None:
    assert compose.services["migrate"].command == ["gridgeo", "db", "migrate"]
    assert compose.services["api"].command[:2] == ["gridgeo", "serve"]


def test_the_api_container_has_no_more_rights_than_it_needs(compose: Compose) -> None:
    api = compose.services["api"]
    assert api.read_only
    assert api.cap_drop == ["ALL"]
    user = re.findall(r"^USER (\S+)", DOCKERFILE.read_text(), re.MULTILINE)
    assert user
    assert user[-1] not in ("root", "0")


def test_the_image_is_built_from_files_that_exist(compose: Compose) -> None:
    build = compose.services["api"].build
    assert build is not None
    assert (PROJECT / build.context / build.dockerfile).samefile(DOCKERFILE)
    allowed = {line[1:] for line in ignore_lines() if line.startswith("!")}
    for source in copied_from_context():
        assert (PROJECT / source).exists(), source
        assert Path(source).parts[0] in allowed, f"{source} is kept out by .dockerignore"


def ignore_lines() -> list[str]:
    return (PROJECT / ".dockerignore").read_text().splitlines()


def copied_from_context() -> list[str]:
    """Return the sources of every COPY that does not come from another stage."""
    sources: list[str] = []
    for line in DOCKERFILE.read_text().splitlines():
        words = line.split()
        if words[:1] == ["COPY"] and not words[1].startswith("--from"):
            sources += words[1:-1]
    return sources


def test_the_proxy_listens_and_forwards_where_the_file_says(compose: Compose) -> None:
    text = NGINX.read_text()
    [listens] = re.findall(r"listen (\d+);", text)
    [published] = compose.services["proxy"].ports
    assert with_variables(published).split(":")[-1] == listens
    [(host, port)] = re.findall(r"server (\w+):(\d+);", text)
    assert host in compose.services
    command: list[str] = compose.services[host].command
    assert command[command.index("--port") + 1] == port
    assert listens in " ".join(health_test(compose.services["proxy"]))
    assert port in " ".join(health_test(compose.services["api"]))


def health_test(service: Service) -> list[str]:
    assert service.healthcheck is not None
    return service.healthcheck.test


def test_the_proxy_keeps_tiles_in_its_volume_and_nothing_personal(compose: Compose) -> None:
    text = NGINX.read_text()
    [folder] = re.findall(r"proxy_cache_path (\S+)", text)
    mounts = [v.split(":")[1] for v in compose.services["proxy"].volumes]
    assert any(folder.startswith(mount) for mount in mounts)
    assert text.count("proxy_cache tiles;") == 1
    assert "proxy_no_cache $personal;" in text
    assert "proxy_cache_bypass $personal;" in text


def test_the_proxy_leaves_limits_to_the_api_and_waits_longer_than_its_statements() -> None:
    text = NGINX.read_text()
    assert re.findall(r"client_max_body_size (\S+);", text) == ["0"]
    [waits_s] = re.findall(r"proxy_read_timeout (\d+)s;", text)
    assert int(waits_s) > STATEMENT_S


def test_what_the_proxy_says_itself_is_a_problem() -> None:
    text = NGINX.read_text()
    assert "error_page 502 504 = @unavailable;" in text
    [body] = re.findall(r"return 503 '(.+)';", text)
    Problem.model_validate_json(body)


def test_the_braces_of_the_proxys_configuration_are_balanced() -> None:
    depth = 0
    for line in NGINX.read_text().splitlines():
        plain = line.split("#", 1)[0]
        depth += plain.count("{") - plain.count("}")
        assert depth >= 0
        statement = plain.strip()
        assert not statement or statement[-1] in "{};'" or "proxy_cache_path" in statement, line
    assert depth == 0


def test_pre_commit_hooks_call_the_projects_own_tools() -> None:
    content = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text())
    [repository] = content["repos"]
    assert repository["repo"] == "local"
    for hook in repository["hooks"]:
        assert hook["language"] == "system"
        assert hook["entry"].startswith((".venv/bin/", "scripts/"))
