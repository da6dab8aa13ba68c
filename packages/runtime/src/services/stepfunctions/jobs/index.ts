import { buildBatchJob, buildJob } from './builds.ts';
import { ecsTaskJob } from './ecs-tasks.ts';
import { executionJob } from './executions.ts';
import type { Job } from './job.ts';

/** By service and operation: what tasks with `.sync` may begin. */
export const jobs: Readonly<Record<string, Job>> = {
  'codebuild:RetryBuildBatch': buildBatchJob,
  'codebuild:StartBuild': buildJob,
  'codebuild:StartBuildBatch': buildBatchJob,
  'ecs:RunTask': ecsTaskJob,
  'states:StartExecution': executionJob,
};

/** The service of a job, by its name. */
export const serviceOfJob = (job: string): string => job.slice(0, job.indexOf(':'));
