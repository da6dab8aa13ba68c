import { derivedUuid } from '../../../base/ids.ts';
import { isTraffic } from '../platforms/server/lifecycle.ts';
import { placeOf } from './deployment-state.ts';
import { serviceCall } from './instance-endings.ts';
import { withInstanceEvent, type Diagnostics, type InstanceState, type Step } from './instance-state.ts';

interface Times {
  readonly now: number;
  readonly acknowledgedWithinMs: number;
}

/** An event begins: its agent is asked, or the load balancer is. */
export function beginEvent(before: InstanceState, event: string, { now, acknowledgedWithinMs }: Times): Step {
  const state = withInstanceEvent(before, event, { status: 'InProgress', at: now });
  if (isTraffic(event)) return beginTraffic(state, event, now);
  const { deploymentId, instanceId } = state;
  const id = derivedUuid('command', deploymentId, instanceId, event);
  const input = { id, instanceId, deploymentId, event };
  return {
    state: {
      ...state,
      command: { id, event, acknowledged: false },
      until: now + acknowledgedWithinMs,
    },
    effects: { [`post ${event}`]: serviceCall(state, 'PostHostCommand', input) },
  };
}

const succeeded: Diagnostics = { errorCode: 'Success', scriptName: '', message: 'Succeeded', logTail: '' };

export const endEvent = (
  state: InstanceState,
  event: string,
  diagnostics: Diagnostics | undefined,
  at: number,
): InstanceState =>
  withInstanceEvent(state, event, { status: 'Succeeded', at, diagnostics: diagnostics ?? succeeded });

const ignorable = new Set(['ApplicationStop', 'BeforeBlockTraffic', 'AfterBlockTraffic']);

/** AWS: ignoreApplicationStopFailures: the three events whose scripts are of the last revision may fail. */
export function failEvent(
  before: InstanceState,
  event: string,
  diagnostics: Diagnostics | undefined,
  at: number,
): { readonly state: InstanceState; readonly goesOn: boolean } {
  const state = withInstanceEvent(before, event, { status: 'Failed', at, diagnostics });
  return { state, goesOn: before.ignoreApplicationStopFailures && ignorable.has(event) };
}

/** As long as an agent has. AWS: unverified of traffic. */
const trafficWithinMs = 60 * 60_000;

function beginTraffic(before: InstanceState, event: string, now: number): Step {
  const operation = event === 'BlockTraffic' ? 'DeregisterTargets' : 'RegisterTargets';
  const effects = before.targetGroups.map((TargetGroupArn, index) => {
    const input = { TargetGroupArn, Targets: [{ Id: before.instanceId }] };
    return [`move ${event} ${index}`, roleCall(before, operation, input)] as const;
  });
  return { state: { ...before, until: now + trafficWithinMs }, effects: Object.fromEntries(effects) };
}

const roleCall = (state: InstanceState, operation: string, input: object) =>
  ({
    type: 'aws.call',
    service: 'elasticloadbalancing',
    operation,
    input,
    as: state.serviceRoleArn,
    scope: placeOf(state),
  }) as const;

/** What a target group says of an instance that has drained, or that is healthy. */
const untils: Readonly<Record<string, string>> = {
  BlockTraffic: "length(TargetHealthDescriptions[?TargetHealth.State=='draining']) == `0`",
  AllowTraffic:
    "length(TargetHealthDescriptions[?TargetHealth.State!='healthy' && TargetHealth.Reason!='Target.NotInUse']) == `0`",
};

/** A target group has been told, or says that it is as it should be. */
export function trafficMoved(
  state: InstanceState,
  effect: string,
  now: number,
): Step & { readonly done?: boolean } {
  const [verb, event = '', index = ''] = effect.split(' ');
  if (verb === 'move') {
    const TargetGroupArn = state.targetGroups[Number(index)];
    const input = { TargetGroupArn, Targets: [{ Id: state.instanceId }] };
    const wait = {
      ...roleCall(state, 'DescribeTargetHealth', input),
      type: 'aws.wait' as const,
      until: untils[event]!,
    };
    return { state, effects: { [`await ${event} ${index}`]: wait } };
  }
  if (state.underWay.some((name) => /^(move|await) /.test(name))) return { state };
  return { state: endEvent({ ...state, until: undefined }, event, undefined, now), done: true };
}

/** A target group refused, or took too long. */
export function trafficRefused(
  before: InstanceState,
  now: number,
  message: string,
  finish: (state: InstanceState, ending: 'Failed') => Step,
): Step {
  const event = before.events.find(({ status, name }) => status === 'InProgress' && isTraffic(name));
  if (!event || before.ending !== undefined) return { state: before };
  const diagnostics: Diagnostics = { errorCode: 'UnknownError', scriptName: '', message, logTail: '' };
  const state = { ...before, underWay: before.underWay.filter((name) => !/^(move|await) /.test(name)) };
  return finish(failEvent(state, event.name, diagnostics, now).state, 'Failed');
}
