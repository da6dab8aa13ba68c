import { great } from '../flow/members.ts';
import type { Job } from './job.ts';

interface Container {
  readonly exitCode?: number;
}

/** One task: its end is that of its containers. */
// AWS: developer guide, "Run Amazon ECS or Fargate tasks"; as seen in the wild: it fails where one of them exits
// otherwise than with 0, or none was started. Unverified where several tasks are asked for: the first is waited for.
export const ecsTaskJob: Job = {
  begun: ({ tasks: [task] }, { cluster }) =>
    task && { id: task.taskArn, ...(typeof cluster === 'string' && { cluster }) },
  end: ({ id, cluster }) => ({
    operation: 'DescribeTasks',
    input: { tasks: [id], ...(cluster !== undefined && { cluster }) },
    until: "tasks[0].lastStatus == 'STOPPED' || length(tasks) == `0`",
  }),
  outcome({ tasks: [task], failures }) {
    if (!task) return { succeeded: false, told: { Failures: great(failures) } };
    const containers = (task.containers ?? []) as readonly Container[];
    return {
      succeeded: containers.length > 0 && containers.every(({ exitCode }) => exitCode === 0),
      told: great(task),
    };
  },
  stop: ({ id, cluster }, reason) => ({
    operation: 'StopTask',
    input: { task: id, reason, ...(cluster !== undefined && { cluster }) },
  }),
};
