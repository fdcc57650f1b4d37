"""Columns that survey platforms add to what a form asks, and what each of them is."""

import re

from pipeline.forms.form import Form

# By what it is; in small letters and without groups.
ADDED = {
    "_id": "submission_id", "_uuid": "uuid", "instanceid": "uuid", "meta-instanceid": "uuid",
    "key": "uuid", "_index": "row_index", "_parent_index": "parent_index",
    "_parent_table_name": "parent_table", "parent_key": "parent_key",
    "_submission__id": "parent_id",
    "_submission__uuid": "parent_uuid", "_submission_time": "submission_time",
    "submissiondate": "submission_time", "__version__": "form_version",
    "formdef_version": "form_version", "formversion": "form_version", "_version_": "form_version",
    "_validation_status": "validation_status", "review_status": "validation_status",
    "reviewstate": "validation_status", "review_quality": "validation_status", "_notes": "notes",
    "review_comments": "notes", "_tags": "tags", "_status": "status", "status": "status",
    "_submitted_by": "submitted_by", "submitterid": "submitted_by",
    "submittername": "submitted_by", "_attachments": "attachments",
    "attachmentspresent": "attachments", "attachmentsexpected": "attachments",
    "_geolocation": "geolocation", "_xform_id_string": "form_id", "_bamboo_dataset_id": "form_id",
    "_media_all_received": "attachments", "edits": "edits", "review_corrections": "edits",
    "instancename": "instance_name", "meta-instancename": "instance_name", "rootuuid": "uuid",
    "deprecatedid": "uuid", "_edit_link": "link",
}  # fmt: skip
OF_PARENT = "_submission_"  # Kobo repeats the interview's own metadata on the sheets of repeats
METADATA_GROUPS = ("meta", "formhub")


def platform_column(column: str, form: Form) -> str:
    """What a column is that no question explains (`uuid`, `submission_time` …); else nothing."""
    *groups, name = re.split(r"[/.]", column.casefold())
    if all(group in METADATA_GROUPS for group in groups) and name in ADDED:
        return ADDED[name]
    if groups and groups[0] in METADATA_GROUPS:
        return "metadata"
    if column.startswith(OF_PARENT):
        return "of_parent"
    counted = name.removesuffix("_count").removeprefix("set-of-")
    return "repeat_count" if counted != name and counted in map(str.casefold, form.repeats) else ""
