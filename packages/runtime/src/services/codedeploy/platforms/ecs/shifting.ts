import type { EcsDeployment, Progress } from '../../flow/deployment-state.ts';
import { shiftsOf } from '../../traffic.ts';
import { move, routesOf } from './listeners.ts';

/** Makes the next shift of production traffic. */
export function shift(before: EcsDeployment): Progress<EcsDeployment> {
  const step = before.ecs.shifts;
  const { percent } = shiftsOf(before.routing)[step]!;
  const deployment = { ...before, until: undefined };
  return move(deployment, `shift-${step + 1}`, routesOf(deployment).prod, percent);
}

/** A shift is in force: waits for the next one, if there is one. */
export function shifted(before: EcsDeployment, now: number): Progress<EcsDeployment> {
  const all = shiftsOf(before.routing);
  const { percent } = all[before.ecs.shifts]!;
  const shifts = before.ecs.shifts + 1;
  const ecs = { ...before.ecs, shifts, greenPercent: percent };
  const next = all[shifts];
  if (!next) return { deployment: { ...before, ecs }, done: true };
  return { deployment: { ...before, ecs, until: now + next.afterMs } };
}
