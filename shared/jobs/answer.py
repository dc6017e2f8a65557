"""A job as it is told: to who looks at it, and to who is called when it ends."""

from __future__ import annotations

from shared.charts import QuestionCharts
from shared.contracts.answers import body, envelope, members
from shared.jobs.record import JobRecord

JOBS_PATH = "/admin-api/saju/jobs/"


def job_body(record: JobRecord, charts: QuestionCharts) -> bytes:
    """What the job is so far. Its chart is the question's, without the moment of any birth."""
    try:
        chart = charts.of_spelled(record.question)
    except ValueError:  # another release spelled it; its job fails
        chart = members({"chart": None})
    if record.core is None or record.tail is None:
        fields = {"success": True, "status": record.status, "job_id": record.job_id}
        if not record.status.finished:
            fields["status_url"] = JOBS_PATH + record.job_id
        return body(members(fields), chart)
    told = envelope(record.status, record.job_id, record.took_s or 0.0)
    return body(told, chart, record.core, record.tail)
