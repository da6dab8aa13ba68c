import type { SendTaskFailureInput, SendTaskHeartbeatInput, SendTaskSuccessInput } from '@aws-sdk/client-sfn';
import type { Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidOutput } from '../errors.ts';
import { parsedJson } from '../language/json.ts';
import { report } from '../reporting.ts';

export const sendTaskSuccess: Handler<Given<SendTaskSuccessInput>, object> = (
  { taskToken, output },
  call,
) => {
  const { value } = parsedJson(output) ?? invalidOutput();
  return report(call, taskToken, { type: 'succeeded', output: value });
};

export const sendTaskFailure: Handler<Given<SendTaskFailureInput>, object> = (
  { taskToken, error, cause },
  call,
) =>
  // AWS: unverified what an error without a name is.
  report(call, taskToken, { type: 'failed', error: error ?? 'States.TaskFailed', cause: cause ?? '' });

export const sendTaskHeartbeat: Handler<Given<SendTaskHeartbeatInput>, object> = ({ taskToken }, call) =>
  report(call, taskToken, { type: 'alive' });
