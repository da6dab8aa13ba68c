import {
  memberOf,
  serviceCall,
  withActivity,
  withMember,
  type Activity,
  type GroupFact,
  type GroupState,
  type Known,
  type Step,
} from './group-state.ts';
import { admit, serve } from './launching.ts';
import { leave } from './terminating.ts';

// AWS: user guide, "Attach or detach instances" and "Temporarily remove instances from your Auto Scaling group".

type MoveAsked = Extract<GroupFact, { type: 'MoveAsked' }>;

/** Instances come into the group, leave it, or pause, because somebody wants it so. */
export function moved(before: GroupState, known: Known, fact: MoveAsked, now: number): Step {
  const first: Step = { state: before, effects: {} };
  return fact.moves.reduce(({ state, effects }, move) => {
    const noted = withActivity(state, move.activity);
    const step = movements[fact.movement](noted, known, move, now);
    return { state: step.state, effects: { ...effects, ...step.effects } };
  }, first);
}

type Move = MoveAsked['moves'][number];
type Movement = (state: GroupState, known: Known, move: Move, now: number) => Step;

const movements: Readonly<Record<MoveAsked['movement'], Movement>> = {
  attach,
  detach: (state, known, { instanceId, activity }, now) =>
    out(state, known, { instanceId, activity, becomes: 'Detaching' }, now),
  pause: (state, known, { instanceId, activity }, now) =>
    out(state, known, { instanceId, activity, becomes: 'EnteringStandby' }, now),
  resume: (state, known, { instanceId, activity }, now) =>
    serve(withMember(state, instanceId, { arrivedBy: activity.id }), known, instanceId, now),
};

/** It has its group's tag, and comes through the hooks of a launch. AWS: unverified that it does. */
function attach(before: GroupState, known: Known, move: Move, now: number): Step {
  const { instanceId, zone, activity } = move;
  const state: GroupState = {
    ...before,
    members: [
      ...before.members,
      {
        instanceId,
        zone,
        state: 'Pending',
        launchedBy: 'attached',
        arrivedBy: activity.id,
        hooksDone: [],
        ...(known.group?.protectsNew && { isProtected: true }),
      },
    ],
  };
  const admitted = admit(state, known, instanceId, now);
  const tag = { Resources: [instanceId], Tags: [{ Key: groupTag, Value: state.name }] };
  return {
    state: admitted.state,
    effects: { ...admitted.effects, [`tag ${instanceId}`]: serviceCall(state, 'ec2', 'CreateTags', tag) },
  };
}

const groupTag = 'aws:autoscaling:groupName';

interface Leaving {
  readonly instanceId: string;
  readonly activity: Activity;
  readonly becomes: 'Detaching' | 'EnteringStandby';
}

function out(
  before: GroupState,
  known: Known,
  { instanceId, activity, becomes }: Leaving,
  now: number,
): Step {
  if (!memberOf(before, instanceId)) return { state: before, effects: {} };
  return leave(before, known, { instanceId, becomes, activity: activity.id }, now);
}
