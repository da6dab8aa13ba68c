import { derivedUuid } from '../../../base/ids.ts';
import { never } from '../../../base/never.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { associationFlowKind, targetsOf } from '../associations/kept.ts';
import { nextTime } from '../associations/schedule.ts';
import {
  isUnderWay,
  type AssociationFact,
  type AssociationState,
  type CommandOutcome,
  type Execution,
  type NodeStatus,
} from './association-state.ts';
import { associationHappenings } from './association-telling.ts';
import type { FoundNode, Target } from './command-state.ts';

interface Step {
  readonly state: AssociationState;
  readonly effects?: Readonly<Record<string, Effect>>;
  readonly cancels?: readonly string[];
}

/** An association, for as long as there is one: applied when it is made, changed or due, and to each new node. */
export const stateManagerFlow: Flow<AssociationState, AssociationFact> = {
  kind: associationFlowKind,
  decide(before, fact, now) {
    const step = scheduled(decide(before, fact, now), now);
    return { ...step, wakeAt: step.state.due, events: associationHappenings(before, step.state) };
  },
};

function decide(before: AssociationState, fact: AssociationFact | EngineFact, now: number): Step {
  switch (fact.type) {
    case 'Started':
      return before.settings.onlyAtInterval ? watch(before) : apply(before, now);
    case 'AssociationChanged': {
      const isAnother = fact.settings.schedule !== before.settings.schedule;
      const since = isAnother ? now : before.since;
      const state = { ...before, settings: fact.settings, since, due: undefined, nodes: {} };
      return fact.settings.onlyAtInterval ? watch(state) : apply(state, now);
    }
    case 'RunAsked':
      return apply(before, now);
    case 'WakeTime':
      return before.due !== undefined && before.due <= now
        ? apply({ ...before, due: undefined }, now)
        : { state: before };
    case 'EffectSucceeded':
      return succeeded(before, fact.effect, fact.output, now);
    case 'EffectFailed':
      return failed(before, fact.effect, fact.reason, now);
    case 'FlowEnded':
      return { state: before };
    default:
      return never(fact);
  }
}

function scheduled({ state, ...step }: Step, now: number): Decision<AssociationState> {
  const due = state.due ?? nextTime(state.settings, { after: now, since: state.since });
  return { ...step, state: { ...state, due } };
}

const called = (
  { account, region }: AssociationState,
  operation: string,
  input: object,
  until?: string,
): Effect => {
  const asked = { service: 'ssm', operation, input, as: servicePrincipal('ssm'), scope: { account, region } };
  return until === undefined ? { type: 'aws.call', ...asked } : { type: 'aws.wait', ...asked, until };
};

/** AWS: unverified: how many are kept. */
const executionsMax = 50;

/** Sends its document to all of its nodes, or to some; one time after the other. */
function apply(before: AssociationState, now: number, only?: readonly string[]): Step {
  if (isUnderWay(before)) return { state: { ...before, again: true } };
  const { settings } = before;
  const execution: Execution = {
    executionId: derivedUuid(settings.associationId, settings.version, now, before.executions.length),
    version: settings.version,
    startedAt: now,
    status: 'Pending',
    details: 'Pending',
    nodes: {},
  };
  const executions = [execution, ...before.executions].slice(0, executionsMax);
  const state = { ...before, executions, again: false };
  return {
    state,
    effects: { send: called(state, 'SendCommand', commandOf(state, only)) },
    cancels: ['watch'],
  };
}

function commandOf({ settings }: AssociationState, only: readonly string[] | undefined): object {
  const { name, documentVersion, parameters, output, maxErrors, maxConcurrency } = settings;
  const targets: readonly Target[] = only ? [{ Key: 'InstanceIds', Values: only }] : targetsOf(settings);
  return {
    DocumentName: name,
    ...(documentVersion !== undefined && { DocumentVersion: documentVersion }),
    Targets: targets,
    Parameters: parameters,
    ...(maxErrors !== undefined && { MaxErrors: maxErrors }),
    ...(maxConcurrency !== undefined && { MaxConcurrency: maxConcurrency }),
    ...(output && {
      OutputS3BucketName: output.bucket,
      OutputS3KeyPrefix: output.prefix,
      OutputS3Region: output.region,
    }),
  };
}

/** Waits for a node that it was not applied to yet. */
function watch(state: AssociationState): Step {
  const { settings, nodes } = state;
  const known = JSON.stringify(Object.keys(nodes)).replaceAll('`', '');
  const until = `nodes[?!contains(\`${known}\`, instanceId)]`;
  const input = { targets: targetsOf(settings) };
  // AWS: ApplyOnlyAtCronInterval: not "immediately after you create it", nor to a node that is new.
  return settings.onlyAtInterval
    ? { state }
    : { state, effects: { watch: called(state, 'FindNodes', input, until) } };
}

function succeeded(state: AssociationState, effect: string, output: any, now: number): Step {
  switch (effect) {
    case 'send': {
      const { CommandId: commandId } = output.Command as { readonly CommandId: string };
      const next = withLast(state, { commandId });
      return { state: next, effects: { wait: called(next, 'GetCommandOutcome', { commandId }, 'isOver') } };
    }
    case 'wait':
      return applied(state, output as CommandOutcome, now);
    default: {
      const fresh = (output.nodes as readonly FoundNode[]).map(({ instanceId }) => instanceId);
      return apply(
        state,
        now,
        fresh.filter((id) => !Object.hasOwn(state.nodes, id)),
      );
    }
  }
}

function failed(state: AssociationState, effect: string, reason: string, now: number): Step {
  if (effect === 'watch') return { state };
  const refused = withLast(state, { status: 'Failed', details: reason });
  // What is refused now is refused a moment later: nobody waits for nodes before it is due, asked for or changed.
  return refused.again ? apply(refused, now) : { state: refused };
}

const withLast = (state: AssociationState, change: Partial<Execution>): AssociationState => {
  const [last, ...others] = state.executions;
  return { ...state, executions: [{ ...last!, ...change }, ...others] };
};

function applied(before: AssociationState, { status, details, nodes }: CommandOutcome, now: number): Step {
  const told = nodes.map(({ instanceId, status, details }): [string, NodeStatus] => [
    instanceId,
    { status: status === 'Success' ? 'Success' : 'Failed', details },
  ]);
  const its = Object.fromEntries(told);
  const isGood = status === 'Success';
  const state = withLast(before, { status: isGood ? 'Success' : 'Failed', details, nodes: its });
  return over(
    {
      ...state,
      nodes: { ...state.nodes, ...its },
      ...(isGood && { lastSuccessAt: now }),
    },
    now,
  );
}

const over = (state: AssociationState, now: number): Step => (state.again ? apply(state, now) : watch(state));
