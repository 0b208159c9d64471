"""Previews and imports of files that were sent, as jobs."""

from dataclasses import asdict
from typing import Any

from gridgeo.domain.errors import NotFoundError
from gridgeo.io.rows import RejectedRow
from gridgeo.services.import_report import ImportReport
from gridgeo.services.imports.files import file_folder
from gridgeo.services.imports.request import read_request
from gridgeo.services.imports.run import Preview, preview_import, run_import
from gridgeo.services.jobs.context import FileResult, JobContext

REJECTED = "rejected.csv"
_SHOWN = 100  # rows that were left out, in the job's document; the file has them all


def preview_job(context: JobContext, arguments: dict[str, Any]) -> dict[str, Any] | FileResult:
    """Say what an import of a file would do.

    Parameters
    ----------
    context : JobContext
    arguments : dict
        ``file_id``, ``name``, ``request``.
    """
    path = _file(context, arguments)
    request = read_request(arguments["request"])
    rejected = context.folder / REJECTED
    preview = preview_import(
        context.transaction, path, request, rejected=rejected, progress=context.progress
    )
    document = describe_preview(preview)
    return FileResult(rejected, document) if preview.rejected else document


def import_job(context: JobContext, arguments: dict[str, Any]) -> dict[str, Any] | FileResult:
    """Import a file; its rows and the job's end are one transaction.

    The job's result is a document, and the file of the rows that were left out where there are any.
    """
    path = _file(context, arguments)
    rejected = context.folder / REJECTED
    report = run_import(
        context.transaction,
        path,
        read_request(arguments["request"]),
        actor=context.actor,
        name=arguments["name"],
        rejected=rejected,
        progress=context.progress,
    )
    document = describe_report(report)
    return FileResult(rejected, document) if report.rejected else document


def _file(context: JobContext, arguments: dict[str, Any]) -> Any:
    path = file_folder(context.settings.data_dir, arguments["file_id"]) / arguments["name"]
    if not path.is_file():
        raise NotFoundError("The file is no longer there; send it again.", field="file_id")
    return path


def describe_report(report: ImportReport) -> dict[str, Any]:
    """Give a report as plain values, without the values of rows."""
    return {
        "import_id": report.import_id,
        "kind": report.kind,
        "read": report.read,
        "inserted": report.inserted,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "gone": report.gone,
        "removed": report.removed,
        "rejected": len(report.rejected),
        "rejections": _without_values(report.rejected),
    }


def describe_preview(preview: Preview) -> dict[str, Any]:
    """Give a preview as plain values, without the values of rows."""
    reading, states = preview.reading, preview.effect.states
    return {
        "layer": reading.layer.name,
        "crs": reading.crs.name,
        "transform": reading.crs.way or "none",
        "accuracy_m": reading.crs.accuracy_m,
        "crs_doubt": None if reading.doubt is None else asdict(reading.doubt),
        "mapping": reading.mapping,
        "places": asdict(reading.places),
        "read": preview.read,
        "new": states.new,
        "changed": states.changed,
        "same": states.same,
        "gone": states.gone,
        "changed_columns": preview.effect.columns,
        "examples": preview.effect.examples,
        "rejected": len(preview.rejected),
        "rejections": _without_values(preview.rejected),
        "features": preview.features,
    }


def _without_values(rejected: list[RejectedRow]) -> list[dict[str, Any]]:
    return [
        {
            **{"row": bad.row, "column": bad.column, "reason": bad.reason, "advice": bad.advice},
            **{"reason_zh": bad.reason_zh, "advice_zh": bad.advice_zh},
        }
        for bad in rejected[:_SHOWN]
    ]
