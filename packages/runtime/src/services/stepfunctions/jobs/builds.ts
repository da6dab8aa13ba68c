import { great } from '../flow/members.ts';
import type { Job } from './job.ts';

// AWS: developer guide, "Manage builds with AWS CodeBuild".
export const buildJob: Job = {
  begun: ({ build }) => ({ id: build.id }),
  end: ({ id }) => ({
    operation: 'BatchGetBuilds',
    input: { ids: [id] },
    until: 'builds[0].buildComplete',
  }),
  outcome: ({ builds: [build] }) => ({
    succeeded: build.buildStatus === 'SUCCEEDED',
    told: { Build: great(build) },
  }),
  stop: ({ id }) => ({ operation: 'StopBuild', input: { id } }),
};

export const buildBatchJob: Job = {
  begun: ({ buildBatch }) => ({ id: buildBatch.id }),
  end: ({ id }) => ({
    operation: 'BatchGetBuildBatches',
    input: { ids: [id] },
    until: 'buildBatches[0].complete',
  }),
  outcome: ({ buildBatches: [batch] }) => ({
    succeeded: batch.buildBatchStatus === 'SUCCEEDED',
    told: { BuildBatch: great(batch) },
  }),
  stop: ({ id }) => ({ operation: 'StopBuildBatch', input: { id } }),
};
