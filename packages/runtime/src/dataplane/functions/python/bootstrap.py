"""Runs one function for as long as the process lives: asks the Lambda Runtime API for an invocation, calls the
function, reports what it answered. Knows nothing of Penstock but the Runtime API's address.
AWS: developer guide, "Using the Lambda runtime API for custom runtimes"; aws-lambda-python-runtime-interface-client.
"""

import http.client
import importlib
import json
import os
import sys
import traceback

from penstock import context, logs

api, token = os.environ["AWS_LAMBDA_RUNTIME_API"].split("/")
task_root = os.environ["LAMBDA_TASK_ROOT"]
opt = os.environ.pop("PENSTOCK_OPT", "/opt")


class RuntimeFault(Exception):
    """An error of the runtime itself, named as AWS names it: `Runtime.HandlerNotFound`."""

    def __init__(self, kind, message, stack=()):
        super().__init__(message)
        self.kind = f"Runtime.{kind}"
        self.stack = list(stack)


def ask(method, path, body=None, headers=None):
    try:
        connection = http.client.HTTPConnection(api)
        connection.request(method, f"/{token}/2018-06-01/runtime/{path}", body, headers or {})
        answer = connection.getresponse()
        return answer.headers, answer.read()
    except OSError:
        os._exit(1)  # The control plane is gone.


def find_code():
    """The function's own code first, then its layers', then this machine's."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    sys.path[0:1] = [task_root, f"{opt}/python/lib/{version}/site-packages", f"{opt}/python"]


def load(text):
    try:
        module_name, name = text.rsplit(".", 1)
    except ValueError as error:
        raise RuntimeFault("MalformedHandlerName", f"Bad handler '{text}': {error}") from None
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise RuntimeFault("ImportModuleError", f"Unable to import module '{module_name}': {error}") from None
    except SyntaxError as error:
        stack = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        raise RuntimeFault("UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", stack) from None
    if not hasattr(module, name):
        raise RuntimeFault("HandlerNotFound", f"Handler '{name}' missing on module '{module_name}'")
    return getattr(module, name)


def report_of(error):
    """What the caller gets. Frames of this file are not the function's."""
    if isinstance(error, RuntimeFault):
        return {"errorMessage": str(error), "errorType": error.kind, "stackTrace": error.stack}
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not is_ours(frame.filename)]
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "stackTrace": traceback.format_list(frames),
    }


def is_ours(filename):
    return filename.startswith(os.path.dirname(__file__)) or filename.startswith("<frozen importlib")


def end_output(request_id):
    """Says on both outputs that all of this invocation's has been written."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except ValueError:
            pass  # The function has closed it.
    for descriptor in (1, 2):
        try:
            os.write(descriptor, f"\0end of {request_id}\0".encode())
        except OSError:
            pass


def fail(path, error, request_id=None):
    body = report_of(error)
    if request_id is not None:
        body["requestId"] = request_id
    logs.log_error(body)
    if request_id is not None:
        end_output(request_id)
    text = json.dumps(body, ensure_ascii=False).encode()
    ask("POST", path, text, {"Lambda-Runtime-Function-Error-Type": body["errorType"]})


def take_turn(handler):
    headers, body = ask("GET", "invocation/next")
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    logs.begin(request_id)
    try:
        text = answer_of(handler, json.loads(body), context.LambdaContext(headers))
    except (Exception, SystemExit) as error:  # pylint: disable=broad-except
        is_exit = isinstance(error, SystemExit)
        fail(f"invocation/{request_id}/error", error if not is_exit else exit_fault(error), request_id)
        if is_exit:
            sys.exit(error.code)
        return
    end_output(request_id)
    ask("POST", f"invocation/{request_id}/response", text.encode())


def exit_fault(error):
    return RuntimeFault("ExitError", f"Runtime exited with error: exit status {error.code or 0}")


def answer_of(handler, event, lambda_context):
    answer = handler(event, lambda_context)
    try:
        return json.dumps(answer, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise RuntimeFault("MarshalError", f"Unable to marshal response: {error}") from None


def main():
    find_code()
    logs.set_up()
    try:
        handler = load(os.environ["_HANDLER"])
    except Exception as error:  # pylint: disable=broad-except
        fail("init/error", error)
        sys.exit(1)
    while True:
        take_turn(handler)


if __name__ == "__main__":
    main()
