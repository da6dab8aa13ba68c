import type {
  PutLifecycleEventHookExecutionStatusCommandInput,
  PutLifecycleEventHookExecutionStatusOutput,
} from '@aws-sdk/client-codedeploy';
import type { Handler } from '../../../dispatch/service.ts';
import {
  deploymentIdRequired,
  hookExecutionInvalid,
  hookStatusInvalid,
  lifecycleEventCompleted,
} from '../errors.ts';
import { findDeployment } from './deployment-list.ts';
import { tell } from './deployments.ts';

// AWS:
// https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html
export const putLifecycleEventHookExecutionStatus: Handler<
  PutLifecycleEventHookExecutionStatusCommandInput,
  PutLifecycleEventHookExecutionStatusOutput
> = (input, call) => {
  if (!input.deploymentId) deploymentIdRequired();
  const deployment = findDeployment(call, input.deploymentId);
  const { lifecycleEventHookExecutionId: executionId, status } = input;
  if (status !== 'Succeeded' && status !== 'Failed') hookStatusInvalid(status);
  if (executionId !== undefined && deployment.hooksDone.includes(executionId)) lifecycleEventCompleted();
  if (executionId === undefined || deployment.hook?.executionId !== executionId)
    hookExecutionInvalid(executionId);
  tell(call, deployment, { type: 'HookReported', executionId, status });
  return { lifecycleEventHookExecutionId: executionId };
};
