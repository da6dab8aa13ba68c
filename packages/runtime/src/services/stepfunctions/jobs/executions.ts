import { great } from '../flow/members.ts';
import type { Job } from './job.ts';

// AWS: developer guide, "Start a new state machine from a running execution".
export const executionJob: Job = {
  begun: ({ executionArn }) => ({ id: executionArn }),
  end: ({ id }) => ({
    operation: 'DescribeExecution',
    input: { executionArn: id },
    until: "status != 'RUNNING'",
  }),
  outcome: (execution) => ({ succeeded: execution.status === 'SUCCEEDED', told: great(execution) }),
  stop: ({ id }, cause) => ({ operation: 'StopExecution', input: { executionArn: id, cause } }),
};
