"""Logs as Lambda's log formats Text and JSON have them.
AWS: developer guide, "Log and monitor Python Lambda functions".
"""

import json
import logging
import os
import sys
import time
import traceback

is_json = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"
current = {"request_id": None}

# What a log record has of its own: anything else was given as `extra`.
own_members = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "aws_request_id", "taskName"}


class WithRequest(logging.Filter):
    """Lets records know the invocation they belong to."""

    def filter(self, record):
        record.aws_request_id = current["request_id"]
        return True


class JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
        }
        line.update({name: value for name, value in vars(record).items() if name not in own_members})
        if record.exc_info:
            line["errorType"] = record.exc_info[0].__name__
            line["errorMessage"] = str(record.exc_info[1])
            line["stackTrace"] = traceback.format_tb(record.exc_info[2])
        if current["request_id"] is not None:
            line["requestId"] = current["request_id"]
        return json.dumps(line, default=str, ensure_ascii=False)


class OutputHandler(logging.StreamHandler):
    """Writes to what is standard output at the time; newlines within a record keep it one event."""

    terminator = "\n"

    def __init__(self):
        super().__init__(sys.stdout)

    def format(self, record):
        return super().format(record).replace("\n", "\r")


def set_up():
    handler = OutputHandler()
    form = "[%(levelname)s]\t%(asctime)s.%(msecs)dZ\t%(aws_request_id)s\t%(message)s"
    formatter = JsonFormatter() if is_json else logging.Formatter(form, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(WithRequest())
    root = logging.getLogger()
    root.addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper() if is_json else ""
    names = {"TRACE": logging.DEBUG, "FATAL": logging.CRITICAL}
    if level:
        root.setLevel(names.get(level, level))
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(line_buffering=True)


def begin(request_id):
    current["request_id"] = request_id


def log_error(report):
    if is_json:
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = {"timestamp": now, "log_level": "ERROR", **report}
        print(json.dumps(line, ensure_ascii=False), flush=True)
        return
    lines = [f"[ERROR] {report['errorType']}: {report['errorMessage']}"]
    if report["stackTrace"]:
        lines += ["Traceback (most recent call last):", *report["stackTrace"]]
    print("\r".join(line.rstrip("\n").replace("\n", "\r") for line in lines), flush=True)
