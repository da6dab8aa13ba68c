import type { Effect } from '../../../base/effects/effect.ts';
import type { InstanceRan } from '../../../base/effects/instance.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { CommandState, Invocation, Plugin, StepPlan } from './command-state.ts';
import { keepsOf } from './output.ts';

/** What becomes of one node, and what is to be done about it. */
export interface InvocationStep {
  readonly invocation: Invocation;
  readonly effects?: Readonly<Record<string, Effect>>;
  readonly cancels?: readonly string[];
}

export const effectName = (verb: string, { instanceId }: Pick<Invocation, 'instanceId'>): string =>
  `${verb} ${instanceId}`;

/** Waits until the node is there. */
export function reach({ account, region }: CommandState, invocation: Invocation): InvocationStep {
  const effect: Effect = {
    type: 'aws.wait',
    service: 'ec2',
    operation: 'DescribeInstances',
    input: { InstanceIds: [invocation.instanceId] },
    // One that is gone is waited for no longer.
    until: "contains(['running', 'terminated'], Reservations[0].Instances[0].State.Name)",
    as: servicePrincipal('ssm'),
    scope: { account, region },
  };
  return {
    invocation: { ...invocation, phase: 'reaching' },
    effects: { [effectName('reach', invocation)]: effect },
  };
}

interface Reached {
  readonly PrivateIpAddress: string;
  readonly IamInstanceProfile?: { readonly Arn?: string };
}

/** It begins, or says first by which role it brings its output where that is wanted. */
export function reached(
  state: CommandState,
  before: Invocation,
  { PrivateIpAddress, IamInstanceProfile }: Reached,
  now: number,
): InvocationStep {
  const invocation = { ...before, address: PrivateIpAddress };
  const profile = IamInstanceProfile?.Arn?.split('/').at(-1);
  if (profile === undefined || (!state.output && state.logGroup === undefined))
    return goOn(state, invocation, now);
  const { account, region } = state;
  const effect: Effect = {
    type: 'aws.call',
    service: 'iam',
    operation: 'GetInstanceProfile',
    input: { InstanceProfileName: profile },
    as: servicePrincipal('ssm'),
    scope: { account, region },
  };
  return { invocation, effects: { [effectName('profile', invocation)]: effect } };
}

export function over(
  invocation: Invocation,
  status: Invocation['status'],
  details: string = status,
): InvocationStep {
  return { invocation: { ...invocation, phase: 'over', status, details, keeps: [] } };
}

/** The next step that there is something to do in; what there is not is over at once. */
export function goOn(state: CommandState, before: Invocation, now: number): InvocationStep {
  const invocation: Invocation = { ...before, status: 'InProgress', details: 'InProgress' };
  const next = nextStep(state.steps, invocation.plugins);
  if (!next) return finish(state.steps, invocation);
  const plugin: Plugin = {
    name: next.name,
    action: next.action,
    folder: next.folder,
    status: 'InProgress',
    details: 'InProgress',
    code: -1,
    startedAt: now,
    stdout: '',
    stderr: '',
  };
  const plugins = [...invocation.plugins, plugin];
  if (!('refused' in next.does)) return run(state, { ...invocation, plugins }, next.does);
  const { refused, skipped } = next.does;
  const said = skipped ? { stdout: refused } : { stderr: refused };
  const ended = endedAs(plugin, { status: skipped ? 'Success' : 'Failed', code: skipped ? 0 : 1 }, now);
  return goOn(state, { ...invocation, plugins: [...invocation.plugins, { ...ended, ...said }] }, now);
}

/** Undefined where nothing more is to be done. */
function nextStep(steps: readonly StepPlan[], plugins: readonly Plugin[]): StepPlan | undefined {
  const isLeft = plugins.some(({ status }, index) => {
    const exits = steps[index]!.exitsOn;
    return (status === 'Success' && exits.includes('Success')) || (isBad(status) && exits.includes('Failed'));
  });
  if (!isLeft) return steps[plugins.length];
  const last = steps.at(-1)!;
  return last.isLast && plugins.at(-1)?.name !== last.name ? last : undefined;
}

const isBad = (status: string): boolean => status === 'Failed' || status === 'TimedOut';

const scriptOf = ({ commandId }: CommandState, { plugins }: Invocation): string =>
  `${commandId}.${plugins.length}`;

function run(
  state: CommandState,
  invocation: Invocation,
  does: Extract<StepPlan['does'], { script: string }>,
): InvocationStep {
  const { account, region, endpoint, commandId } = state;
  const { instanceId, address = '' } = invocation;
  const effect: Effect = {
    type: 'instance.run',
    instance: instanceId,
    command: scriptOf(state, invocation),
    script: does.script,
    ...(does.directory !== undefined && { directory: does.directory }),
    account,
    region,
    endpoint,
    address,
    // AWS: the published agent's appconfig and executers: what scripts find.
    env: { AWS_SSM_INSTANCE_ID: instanceId, AWS_SSM_REGION_NAME: region, SSM_COMMAND_ID: commandId },
    timeoutMs: does.timeoutSeconds * 1000,
    keep: state.output !== undefined,
  };
  return {
    invocation: { ...invocation, phase: 'running' },
    effects: { [effectName('run', invocation)]: effect },
  };
}

const endedAs = (
  plugin: Plugin,
  { status, code, details = status }: { status: Plugin['status']; code: number; details?: string },
  now: number,
): Plugin => ({ ...plugin, status, details, code, endedAt: now });

const lastOf = ({ plugins }: Invocation): Plugin => plugins.at(-1)!;
const withLast = (invocation: Invocation, plugin: Plugin): Invocation => ({
  ...invocation,
  plugins: [...invocation.plugins.slice(0, -1), plugin],
});

/** AWS: GetCommandInvocation: the first 24,000 and 8,000 characters. */
const stdoutMax = 24_000;
const stderrMax = 8000;

/** AWS: as the published agent, which is written in Go, ends the errors of a script that failed. */
function endOf({ exitCode, signal, timedOut, saidTooMuch }: InstanceRan): string {
  if (timedOut) return 'timed out';
  if (saidTooMuch && exitCode === null) return 'Penstock keeps 1 GiB of what a script says, and ended it';
  return exitCode === null
    ? `signal: ${signal === 'SIGKILL' ? 'killed' : 'terminated'}`
    : `exit status ${exitCode}`;
}

/** A script has ended: what it said is brought where it is wanted, and then the next begins. */
export function ran(
  state: CommandState,
  before: Invocation,
  output: InstanceRan,
  now: number,
): InvocationStep {
  const { stdout, stderr, exitCode, timedOut } = output;
  const code = exitCode ?? -1;
  const status = timedOut ? 'TimedOut' : code === 0 ? 'Success' : 'Failed';
  const details = timedOut ? 'ExecutionTimedOut' : status;
  const why = status === 'Success' ? '' : `failed to run commands: ${endOf(output)}`;
  const plugin: Plugin = {
    ...endedAs(lastOf(before), { status, code, details }, now),
    stdout: stdout.text.slice(0, stdoutMax),
    stderr: `${stderr.text.slice(0, stderrMax - why.length)}${why}`,
  };
  const invocation = withLast(before, plugin);
  return keepOn(state, { ...invocation, keeps: keepsOf(state, invocation, { stdout, stderr }, now) }, now);
}

/** It was never begun, or was lost. */
export function notRun(state: CommandState, before: Invocation, reason: string, now: number): InvocationStep {
  const plugin = { ...endedAs(lastOf(before), { status: 'Failed', code: -1 }, now), stderr: reason };
  return goOn(state, withLast(before, plugin), now);
}

/** Brings the next piece of output to its place, or goes on where all are. */
export function keepOn(state: CommandState, invocation: Invocation, now: number): InvocationStep {
  const [next, ...keeps] = invocation.keeps;
  if (!next) return goOn(state, invocation, now);
  return {
    invocation: { ...invocation, phase: 'keeping', keeps },
    effects: { [effectName('keep', invocation)]: next },
  };
}

/** AWS: the published agent's docmanager: one that failed fails all, then one that timed out. */
function finish(steps: readonly StepPlan[], invocation: Invocation): InvocationStep {
  const counted = invocation.plugins.filter(
    ({ status }, index) => !(isBad(status) && steps[index]!.forgives),
  );
  const bad =
    counted.find(({ status }) => status === 'Failed') ?? counted.find(({ status }) => isBad(status));
  return bad
    ? over(invocation, bad.status as Invocation['status'], bad.details)
    : over(invocation, 'Success');
}

export function cancel(state: CommandState, before: Invocation, now: number): InvocationStep {
  const { invocation } = over(before, 'Cancelled');
  const cancels = ['reach', 'profile', 'run', 'keep'].map((verb) => effectName(verb, before));
  if (before.phase !== 'running') return { invocation, cancels };
  const plugin = endedAs(lastOf(before), { status: 'Cancelled', code: -1 }, now);
  const command = scriptOf(state, before);
  const stop: Effect = { type: 'instance.interrupt', instance: before.instanceId, command };
  return {
    invocation: withLast(invocation, plugin),
    effects: { [effectName('interrupt', before)]: stop },
    cancels,
  };
}
