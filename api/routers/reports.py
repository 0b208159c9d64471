"""Reports as self-contained pages."""

import base64
import hashlib
import re

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse

from api.access import Action
from api.deps import SystemSessionDep, allow
from api.schemas.common import NetworkCode
from gridgeo.services.list_networks import require_network
from gridgeo.services.report_network import report_network

router = APIRouter(
    prefix="/reports", tags=["reports"], dependencies=[Depends(allow(Action.FEATURES))]
)

_INLINE_SCRIPT = re.compile(r"<script(?:\s[^>]*)?>(.*?)</script>", re.DOTALL | re.IGNORECASE)


@router.get("/{network}", operation_id="get_report", response_class=HTMLResponse)
def read_report(session: SystemSessionDep, network: NetworkCode) -> HTMLResponse:
    """Households by grid against the standard, as one page that loads nothing."""
    require_network(session, network)
    page = report_network(session, network)
    headers = {"Content-Security-Policy": report_policy(page), "Cache-Control": "no-cache"}
    return HTMLResponse(page, headers=headers)


def report_policy(page: str) -> str:
    """Give a content policy under which only this very page's own scripts run.

    A report is one file with its scripts inside; each is named by its hash, so that no other
    inline script would run, and nothing is loaded from anywhere.
    """
    scripts = " ".join(sorted({_hash(body) for body in _INLINE_SCRIPT.findall(page)}))
    return "; ".join(
        [
            "default-src 'none'",
            "script-src " + (scripts or "'none'"),
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "font-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        ]
    )


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.replace("\r\n", "\n").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
