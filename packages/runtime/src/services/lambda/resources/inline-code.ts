import { zipOf } from '../archive-writer.ts';
import { ResourceFailure } from '../../../dispatch/resource.ts';

/**
 * The module `cfn-response`, which CloudFormation puts beside inline code. AWS: "cfn-response module" says what it
 * is called by and what it sends; the code is our own.
 */
const nodeResponse = `'use strict';
exports.SUCCESS = 'SUCCESS';
exports.FAILED = 'FAILED';

exports.send = function (event, context, responseStatus, responseData, physicalResourceId, noEcho) {
  const body = JSON.stringify({
    Status: responseStatus,
    Reason: 'See the details in CloudWatch Log Stream: ' + context.logStreamName,
    PhysicalResourceId: physicalResourceId || context.logStreamName,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    NoEcho: noEcho || false,
    Data: responseData,
  });
  const url = new URL(event.ResponseURL);
  const client = url.protocol === 'http:' ? require('node:http') : require('node:https');
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
  const request = client.request(url, { method: 'PUT', headers }, (response) => {
    process.stdout.write('Status code: ' + response.statusCode + '\\n');
    response.resume();
    context.done();
  });
  request.on('error', (error) => {
    process.stdout.write('send(..) failed: ' + error + '\\n');
    context.done();
  });
  request.end(body);
};
`;

const pythonResponse = `import json
import urllib.request

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    body = json.dumps({
        "Status": responseStatus,
        "Reason": reason or "See the details in CloudWatch Log Stream: " + context.log_stream_name,
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    }).encode()
    request = urllib.request.Request(event["ResponseURL"], data=body, method="PUT")
    request.add_header("content-type", "")
    try:
        with urllib.request.urlopen(request) as response:
            print("Status code:", response.status)
    except Exception as error:
        print("send(..) failed executing the request:", error)
`;

/** AWS: "CloudFormation places it in a file named index and zips it": for Node.js and Python only. */
export function inlineZip(code: string, runtime: string | undefined): string {
  return zipOf(filesOf(code, runtime)).toString('base64');
}

function filesOf(code: string, runtime = ''): Readonly<Record<string, string>> {
  if (runtime.startsWith('nodejs')) return { 'index.js': code, 'cfn-response.js': nodeResponse };
  if (runtime.startsWith('python')) return { 'index.py': code, 'cfnresponse.py': pythonResponse };
  const reason = `ZipFile can only be used when Runtime is of nodejs or python, not ${runtime}.`;
  throw new ResourceFailure(reason, 'InvalidRequest');
}
