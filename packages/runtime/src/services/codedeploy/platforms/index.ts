import type { Deployment, Failure, Phase, Progress, Refused } from '../flow/deployment-state.ts';
import { ecsPlatform } from './ecs/index.ts';

/** What differs between the compute platforms of CodeDeploy. */
export interface Platform {
  /** Its phases in their order; those that are lifecycle events are named as AWS names them. */
  readonly phases: readonly Phase[];
  /** Begins a phase that is the platform's; one that it does not know is over at once. */
  begin(deployment: Deployment, phase: Phase): Progress;
  /**
   * Takes what became of an effect of the platform's. Undefined: it was refused, during a retreat, which
   * goes on.
   */
  outcome(deployment: Deployment, effect: string, output: any, now: number): Progress;
  /** The time that a phase of the platform's asked to be woken at. */
  wake(deployment: Deployment): Progress;
  /** What a refused effect means for the deployment. */
  refusal(deployment: Deployment, effect: string, refused: Refused): Failure;
}

/** Lambda and Server come with a later issue. */
export const platformOf = (_deployment: Deployment): Platform => ecsPlatform;
