"""Signs the cases it is given (JSON on standard input) with botocore, and prints what would be sent."""

import datetime
import json
import sys
from urllib.parse import quote, urlsplit

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

told = json.load(sys.stdin)
now = datetime.datetime.strptime(told["time"], "%Y%m%dT%H%M%SZ")
botocore.auth.get_current_datetime = lambda *_, **__: now


def signed(case, place):
    pairs = "&".join(f"{quote(n, safe='-_.~')}={quote(v, safe='-_.~')}" for n, v in case["query"])
    url = f"https://{told['host']}{case['path']}" + (f"?{pairs}" if pairs else "")
    # Presigning moves a form into the query, and S3's body is not signed there.
    body = case["body"].encode() if place == "header" else b""
    request = AWSRequest(method=case["method"], url=url, data=body if body else None)
    request.headers.add_header("Host", told["host"])
    for name, value in case["headers"]:
        request.headers.add_header(name, value)
    credentials = Credentials(told["accessKeyId"], told["secret"], case.get("sessionToken"))
    s3 = case["service"] == "s3"
    if place == "header":
        kind = botocore.auth.S3SigV4Auth if s3 else botocore.auth.SigV4Auth
    else:
        kind = botocore.auth.S3SigV4QueryAuth if s3 else botocore.auth.SigV4QueryAuth
    kind(credentials, case["service"], told["region"]).add_auth(request)
    parts = urlsplit(request.url)
    # urlsplit takes two slashes at the start of a path for a host's: the path is what follows the host.
    path = request.url[len(f"https://{told['host']}") :].split("?")[0]
    return {
        "path": path,
        "query": parts.query,
        "headers": list(request.headers.items()),
        "body": body.decode(),
    }


print(json.dumps({place: [signed(case, place) for case in told["cases"]] for place in ("header", "query")}))
