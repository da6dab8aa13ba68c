import type { AwsCall } from '../../../base/effects/aws.ts';
import { flowId } from '../../../dispatch/service.ts';
import type { EngineFact, Flow, NewFlow } from '../../../engine/flow.ts';
import { jobs, serviceOfJob } from '../jobs/index.ts';
import { askingOf, callAs } from './calls.ts';
import { effectName } from './effect-name.ts';
import { nameOf, type Execution, type Thread } from './execution-state.ts';
import { begunOf } from './former-shapes.ts';

interface Stopping {
  readonly call: AwsCall;
}

const stoppingKind = 'states.stopping';

/** Stops what a task has begun that nobody waits for any more. Where that cannot be done, it runs on, as on AWS. */
export const stoppingFlow: Flow<Stopping, never> = {
  kind: stoppingKind,
  decide: (stopping, fact: EngineFact) =>
    fact.type === 'Started'
      ? { state: stopping, effects: { stop: stopping.call } }
      : { state: stopping, ended: true, forgotten: true },
};

/**
 * AWS: developer guide, "Run a Job (.sync)": what was begun is stopped, as well as can be, where the task is let go of.
 * The words are as seen in the wild.
 */
export function stopsOf(execution: Execution, threads: readonly Thread[]): NewFlow[] {
  const { scope, arn } = execution;
  const cause = `The Task state in AWS Step Functions execution [${arn}] which was managing this resource was aborted`;
  return threads.flatMap(({ id, blocked }) => {
    if (blocked?.on !== 'task' || !blocked.began) return [];
    const began = begunOf(blocked.began);
    const { job } = began;
    const { operation, input } = jobs[job]!.stop(began, cause);
    const call = callAs(askingOf(execution, blocked.role), serviceOfJob(job), operation, input);
    const flow = flowId(stoppingKind, scope, `${nameOf(execution)}:${effectName(id, blocked.task)}`);
    return [{ kind: stoppingKind, id: flow, state: { call } satisfies Stopping }];
  });
}
