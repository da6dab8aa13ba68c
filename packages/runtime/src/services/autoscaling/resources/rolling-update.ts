import { durationOf } from '../../../base/duration.ts';
import {
  call,
  ResourceFailure,
  tolerate,
  wait,
  type Properties,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';

/** AWS: user guide, "UpdatePolicy attribute", AutoScalingRollingUpdate. */
export interface Rolling {
  readonly MaxBatchSize?: number | string;
  readonly MinInstancesInService?: number | string;
  readonly MinActiveInstancesPercent?: number | string;
  readonly MinSuccessfulInstancesPercent?: number | string;
  readonly PauseTime?: string;
  readonly WaitOnResourceSignals?: boolean | string;
  readonly SuspendProcesses?: readonly string[];
}

interface Group {
  readonly MinSize: number;
  readonly MaxSize: number;
  readonly DesiredCapacity: number;
  readonly Instances: readonly Instance[];
  readonly SuspendedProcesses: readonly { readonly ProcessName: string }[];
}

interface Signals {
  readonly successes: number;
  readonly failures: number;
}

const timeoutMs = 60 * 60 * 1000;

export interface Instance {
  readonly InstanceId: string;
  readonly LaunchConfigurationName?: string;
  readonly LaunchTemplate?: { readonly Version: string };
}

/** Instances that are not as is wanted give way to others, so many at a time. */
export function* rolled(
  wanted: Wanted,
  name: string,
  { policy, isObsolete }: { readonly policy: Rolling; readonly isObsolete: (instance: Instance) => boolean },
): Work<void> {
  const roll = new Roll(wanted, name, policy);
  const group = yield* roll.described();
  yield* roll.undisturbed(group, roll.all({ ...group, Instances: group.Instances.filter(isObsolete) }));
}

// AWS: the sentences are those of stack events, in public.
class Roll {
  readonly #wanted: Wanted;
  readonly #name: string;
  readonly #policy: Rolling;
  readonly #pauseMs: number;
  readonly #awaitsSignals: boolean;
  /** Instances that have not said in time how they are. */
  #silent = 0;
  #expected = 0;
  /** What had come of the operation before: a rollback belongs to the operation that it undoes. */
  #before: Signals = { successes: 0, failures: 0 };

  constructor(wanted: Wanted, name: string, policy: Rolling) {
    this.#wanted = wanted;
    this.#name = name;
    this.#policy = policy;
    this.#awaitsSignals = String(policy.WaitOnResourceSignals) === 'true';
    // AWS: "If you specify the WaitOnResourceSignals property, PT5M … By default, PT0S".
    this.#pauseMs = durationOf(this.#pause) ?? 0;
  }

  get #pause(): string {
    return this.#policy.PauseTime ?? (this.#awaitsSignals ? 'PT5M' : 'PT0S');
  }

  *described(): Work<Group> {
    const named = { AutoScalingGroupNames: [this.#name] };
    const { AutoScalingGroups } = yield* call('autoscaling', 'DescribeAutoScalingGroups', named);
    return AutoScalingGroups[0];
  }

  /** Does it while the group does not do what the policy says; whatever somebody else has suspended stays so. */
  *undisturbed({ SuspendedProcesses }: Group, work: Work<void>): Work<void> {
    const known = SuspendedProcesses.map(({ ProcessName }) => ProcessName);
    const ScalingProcesses = (this.#policy.SuspendProcesses ?? []).filter((each) => !known.includes(each));
    if (ScalingProcesses.length === 0) return yield* work;
    const asked = { AutoScalingGroupName: this.#name, ScalingProcesses };
    yield* call('autoscaling', 'SuspendProcesses', asked);
    try {
      yield* work;
    } finally {
      yield* call('autoscaling', 'ResumeProcesses', asked);
    }
  }

  *all({ Instances, MinSize, MaxSize, DesiredCapacity }: Group): Work<void> {
    const { MinInstancesInService, MinActiveInstancesPercent, MaxBatchSize } = this.#policy;
    const share = Math.ceil((DesiredCapacity * Number(MinActiveInstancesPercent ?? 0)) / 100);
    const kept = Math.max(Number(MinInstancesInService ?? 0), share);
    if (kept >= MaxSize)
      throw new ResourceFailure(
        "MinInstancesInService must be less than the autoscaling group's MaxSize",
        'InvalidRequest',
      );
    const old = Instances.map(({ InstanceId }) => InstanceId);
    if (old.length === 0) return;
    const most = Math.min(Number(MaxBatchSize ?? 1), old.length, MaxSize - kept);
    // Where fewer than a batch can be spared, others come first.
    const raised = Math.max(DesiredCapacity, kept + most);
    if (this.#awaitsSignals) this.#before = yield* this.#signals();
    yield* this.#note(this.#plan(old.length, most, kept));
    if (raised > DesiredCapacity) yield* this.#raise(raised, raised - DesiredCapacity, old);
    for (let begun = 0; begun < old.length; begun += most) {
      const batch = old.slice(begun, begun + most);
      const left = old.slice(begun + most);
      yield* this.#replace(batch, left, { of: old.length, surplus: raised - DesiredCapacity, MinSize });
    }
  }

  #plan(count: number, batch: number, kept: number): string {
    const signals = this.#awaitsSignals
      ? ` Waiting on resource signals with a timeout of ${this.#pause} when new instances are added to the ` +
        'autoscaling group.'
      : this.#pauseMs > 0
        ? ` Pausing for ${this.#pause} when new instances are added to the autoscaling group.`
        : '';
    return (
      `Rolling update initiated. Terminating ${count} obsolete instance(s) in batches of ${batch}, while keeping at ` +
      `least ${kept} instance(s) in service.${signals}`
    );
  }

  *#raise(to: number, added: number, old: readonly string[]): Work<void> {
    yield* this.#note(`Temporarily setting autoscaling group MinSize and DesiredCapacity to ${to}.`);
    yield* this.#resize({ MinSize: to, DesiredCapacity: to });
    yield* this.#settled(added, { total: old.length, gone: [] });
  }

  /** The last ones, where others have come before, are not replaced. */
  *#replace(
    batch: readonly string[],
    left: readonly string[],
    { of, surplus, MinSize }: { readonly of: number; readonly surplus: number; readonly MinSize: number },
  ): Work<void> {
    const dropped = Math.max(0, Math.min(batch.length, surplus - left.length));
    if (dropped > 0) yield* this.#resize({ MinSize });
    const added = batch.length - dropped;
    const ids = batch.join(',');
    yield* this.#note(`Terminating instance(s) [${ids}]; replacing with ${added} new instance(s).`);
    for (const [index, InstanceId] of batch.entries())
      yield* call('autoscaling', 'TerminateInstanceInAutoScalingGroup', {
        InstanceId,
        ShouldDecrementDesiredCapacity: index >= added,
      });
    yield* this.#settled(added, { total: of, gone: batch });
    const progress = Math.floor(((of - left.length) / of) * 100);
    yield* this.#note(`Successfully terminated instance(s) [${ids}] (Progress ${progress}%).`);
  }

  #resize(change: Properties): Work<unknown> {
    const AutoScalingGroupName = this.#name;
    return call('autoscaling', 'UpdateAutoScalingGroup', { AutoScalingGroupName, ...change });
  }

  /** As many as are wanted are in service, besides those that are to go; and they have said that they are well. */
  *#settled(
    added: number,
    { total, gone }: { readonly total: number; readonly gone: readonly string[] },
  ): Work<void> {
    const left = gone.map((id) => `InstanceId=='${id}'`).join(' || ') || '`false`';
    const members = 'AutoScalingGroups[0].Instances';
    const until =
      `length(${members}[?LifecycleState=='InService'] || \`[]\`) >= AutoScalingGroups[0].DesiredCapacity && ` +
      `length(${members}[?${left}] || \`[]\`) == \`0\``;
    const named = { AutoScalingGroupNames: [this.#name] };
    const inService = () => wait('autoscaling', 'DescribeAutoScalingGroups', named, { until, timeoutMs });
    if (this.#awaitsSignals && added > 0) yield* this.#signalled(added, total);
    yield* inService();
    if (!this.#awaitsSignals && added > 0 && this.#pauseMs > 0)
      yield* tolerate(['NotStabilized'], this.#counted('`false`'));
  }

  *#signalled(added: number, total: number): Work<void> {
    yield* this.#note(
      `New instance(s) added to autoscaling group - Waiting on ${added} resource signal(s) with a timeout of ` +
        `${this.#pause}.`,
    );
    const percent = Number(this.#policy.MinSuccessfulInstancesPercent ?? 100);
    const failuresMax = Math.floor((total * (100 - percent)) / 100);
    this.#expected += added;
    const awaited = this.#expected - this.#silent;
    const { successes: ago, failures: failed } = this.#before;
    const until =
      `failures > \`${failed + failuresMax - this.#silent}\` || ` +
      `sum([failures, successes]) >= \`${awaited + ago + failed}\``;
    const told = (yield* tolerate(['NotStabilized'], this.#counted(until))) ?? (yield* this.#signals());
    const [successes, failures] = [told.successes - ago, told.failures - failed];
    const missing = failures + this.#silent > failuresMax ? 0 : Math.max(0, awaited - successes - failures);
    if (missing > 0)
      yield* this.#note(
        `Failed to receive ${missing} resource signal(s) for the current batch. Each resource signal timeout is ` +
          'counted as a FAILURE.',
      );
    this.#silent += missing;
    if (failures + this.#silent > failuresMax)
      throw new ResourceFailure(
        `Received ${successes} SUCCESS signal(s) out of ${total}. ` +
          `Unable to satisfy ${percent}% MinSuccessfulInstancesPercent requirement`,
      );
  }

  get #place(): object {
    const { stackId, logicalId } = this.#wanted;
    return { stackId, logicalId };
  }

  #signals(): Work<Signals> {
    return call<Signals>('cloudformation', 'CountSignals', this.#place);
  }

  #counted(until: string): Work<Signals> {
    return wait<Signals>('cloudformation', 'CountSignals', this.#place, { until, timeoutMs: this.#pauseMs });
  }

  *#note(reason: string): Work<void> {
    yield* call('cloudformation', 'NoteProgress', { ...this.#place, reason });
  }
}
