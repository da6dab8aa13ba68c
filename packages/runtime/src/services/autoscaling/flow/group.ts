import { never } from '../../../base/never.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import type { Tx } from '../../../store/store.ts';
import { prefetchGroup } from '../prefetch.ts';
import { groupFlowKind } from '../records.ts';
import {
  isCounted,
  memberOf,
  withMember,
  type GroupFact,
  type GroupState,
  type Known,
  type Step,
} from './group-state.ts';
import { abandonedCause, askedCause, goneCause, toldUnhealthyCause, unhealthyCause } from './causes.ts';
import { happenings } from './event-bridge.ts';
import { checked, foundIll, unhealthy } from './health.ts';
import { lifetimeEnds } from './lifetime.ts';
import { moved } from './moving.ts';
import { notices, test } from './notices.ts';
import { admit, launched, notLaunched } from './launching.ts';
import { settle } from './settling.ts';
import { alarmed, alarmsOver, begun, cancelled, configured, refreshTimes, rolledBack } from './refreshing.ts';
import { gone } from './endings.ts';
import { stopped, stopping } from './resting.ts';
import { awake, emptied } from './warming.ts';
import { dismiss, drain, drained, terminate } from './terminating.ts';

/** An Auto Scaling group: as many instances as are wanted, through their hooks, into service and out of it. */
export const groupFlow: Flow<GroupState, GroupFact, Known> = {
  kind: groupFlowKind,
  prefetch: (tx: Tx, state: GroupState) => prefetchGroup(tx, state),
  decide(before, fact, now, known) {
    const step = settle(decide(before, fact, now, known), known, now);
    const { state } = step;
    const untils = state.members.flatMap(({ hook, checkAt }) => [hook?.until ?? [], checkAt ?? []].flat());
    const wakeAt = [
      ...untils,
      ...lifetimeEnds(state, known, now),
      ...refreshTimes(state, now),
      ...(state.notBefore === undefined ? [] : [state.notBefore]),
    ].sort((a, b) => a - b)[0];
    return {
      state: { ...state, until: wakeAt },
      effects: { ...step.effects, ...notices(before, state, known) },
      events: happenings(before, state, known),
      cancels: alarmsOver(before, state),
      ...(wakeAt !== undefined && { wakeAt }),
      ...(!known.group &&
        state.members.length === 0 &&
        state.launching.length + (state.warming?.length ?? 0) === 0 && { ended: true, forgotten: true }),
    } satisfies Decision<GroupState>;
  },
};

const nothing = (state: GroupState): Step => ({ state, effects: {} });

function decide(before: GroupState, fact: GroupFact | EngineFact, now: number, known: Known): Step {
  switch (fact.type) {
    case 'Started':
    case 'GroupChanged':
    case 'FlowEnded':
      return nothing(before);
    case 'WakeTime':
      return woken(before, known, now);
    case 'ActionCompleted':
      return completed(before, known, fact, now);
    case 'NotificationWanted':
      return { state: before, effects: test(before, known, fact.topicArn, now) };
    case 'ProtectionChanged':
      return nothing(guarded(before, fact));
    case 'HeartbeatRecorded':
      return nothing(beaten(before, known, fact, now));
    case 'RefreshStarted': {
      const { state, effects } = emptied(before, known, now);
      const step = begun(state, fact.refresh);
      return { state: step.state, effects: { ...effects, ...step.effects } };
    }
    case 'RefreshCancelled':
      return nothing(cancelled(before, fact.waitsForMoving));
    case 'RefreshRolledBack':
      return nothing(rolledBack(before, known, 'User-initiated rollback.', now));
    case 'TerminationAsked': {
      const member = memberOf(before, fact.instanceId);
      return member && !member.state.startsWith('Terminat')
        ? terminate(before, known, { ...fact, cause: askedCause(now, fact.instanceId) }, now)
        : nothing(before);
    }
    case 'MoveAsked':
      return moved(before, known, fact, now);
    case 'FoundUnhealthy':
      return nothing(unhealthy(before, fact.instanceId, toldUnhealthyCause(now)));
    case 'FoundHealthy':
      return nothing(withMember(before, fact.instanceId, { unhealthyBy: undefined }));
    case 'EffectSucceeded':
      return outcome(before, known, { effect: fact.effect, output: fact.output }, now);
    case 'EffectFailed':
      return refused(before, known, { effect: fact.effect, reason: fact.reason }, now);
    default:
      return never(fact);
  }
}

function guarded(before: GroupState, fact: Extract<GroupFact, { type: 'ProtectionChanged' }>): GroupState {
  const { instanceIds, isProtected } = fact;
  return instanceIds.reduce((state, id) => withMember(state, id, { isProtected }), before);
}

/** AWS: a hook that nobody completes in time has its default result. */
function woken(before: GroupState, known: Known, now: number): Step {
  const late = before.members.find(({ hook }) => hook !== undefined && hook.until <= now);
  if (!late) return checked(before, known, now);
  const hook = known.hooks.find(({ name }) => name === late.hook!.name);
  const { instanceId } = late;
  const result = hook?.defaultResult ?? 'ABANDON';
  return completed(before, known, { instanceId, hook: late.hook!.name, result }, now);
}

interface Completion {
  readonly instanceId: string;
  readonly hook: string;
  readonly result: string;
}

function completed(
  before: GroupState,
  known: Known,
  { instanceId, hook, result }: Completion,
  now: number,
): Step {
  const member = memberOf(before, instanceId);
  if (member?.hook?.name !== hook) return nothing(before);
  const state = withMember(before, instanceId, { hook: undefined, hooksDone: [...member.hooksDone, hook] });
  if (member.state === 'Terminating:Wait') return dismiss(state, known, instanceId, now);
  if (result === 'CONTINUE') return admit(state, known, instanceId, now);
  return terminate(state, known, { instanceId, cause: abandonedCause(now) }, now);
}

function beaten(
  before: GroupState,
  { hooks }: Known,
  { instanceId, hook }: { readonly instanceId: string; readonly hook: string },
  now: number,
): GroupState {
  const member = memberOf(before, instanceId);
  const seconds = hooks.find(({ name }) => name === hook)?.heartbeatTimeoutSeconds ?? 0;
  if (member?.hook?.name !== hook) return before;
  return withMember(before, instanceId, { hook: { ...member.hook, until: now + seconds * 1000 } });
}

function outcome(
  before: GroupState,
  known: Known,
  { effect, output }: { readonly effect: string; readonly output: any },
  now: number,
): Step {
  const [verb, instanceId = ''] = effect.split(' ');
  switch (verb) {
    case 'launch':
      return launched(before, effect, output, known.group?.protectsNew);
    case 'run':
    case 'watch':
      return seen(before, known, { instanceId, states: namesIn(output) }, now);
    case 'wake':
      return awake(before, instanceId);
    case 'rest':
      return stopping(before, instanceId);
    case 'rested':
      return nothing(stopped(before, instanceId, namesIn(output), now));
    case 'leave':
      return drain(before, known, effect);
    case 'drain':
      return drained(before, known, instanceId, now);
    case 'end':
      return nothing(gone(before, instanceId, now));
    case 'alarms':
      return nothing(alarmed(before, known, instanceId, now));
    case 'configure':
      return nothing(configured(before, instanceId));
    case 'health':
      return nothing(foundIll(before, known, instanceId, unhealthyCause(now)));
    default: // `register`, `notify`, `tell`, `tag`, `untag`
      return nothing(before);
  }
}

const namesIn = (output: any): string[] =>
  (output.Reservations ?? []).flatMap(({ Instances }: any) => Instances.map(({ State }: any) => State.Name));

// AWS: unverified sentence.
const neverRan = 'The instance could not be started.';

/** AWS: an instance that does not run any more is unhealthy, and is replaced. */
function seen(
  before: GroupState,
  known: Known,
  { instanceId, states }: { readonly instanceId: string; readonly states: readonly string[] },
  now: number,
): Step {
  const member = memberOf(before, instanceId);
  if (!member || !(isCounted(member) || (member.isWarm && member.state === 'Pending')))
    return nothing(before);
  if (member.state === 'Pending' && states.includes('running')) return admit(before, known, instanceId, now);
  // One that never ran is a launch that has failed: the next is not tried at once.
  if (member.state === 'Pending' && states.every((state) => state === 'terminated'))
    return notLaunched(gone(before, instanceId, now), member.launchedBy, neverRan, now);
  return nothing(foundIll(before, known, instanceId, goneCause(now)));
}

function refused(
  before: GroupState,
  known: Known,
  { effect, reason }: { readonly effect: string; readonly reason: string },
  now: number,
): Step {
  const [verb, instanceId = ''] = effect.split(' ');
  switch (verb) {
    case 'launch':
      return notLaunched(before, effect, reason, now);
    case 'run':
    case 'watch':
      return seen(before, known, { instanceId, states: [] }, now);
    case 'leave':
    case 'drain': // A target group that is not there holds nobody.
      return drained(before, known, instanceId, now);
    case 'end':
    case 'wake':
    case 'rest':
    case 'rested':
      return nothing(gone(before, instanceId, now));
    case 'configure':
      return nothing(configured(before, instanceId));
    default:
      return nothing(before);
  }
}
