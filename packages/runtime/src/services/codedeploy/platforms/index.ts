import type { Deployment, Failure, Phase, Progress, Refused } from '../flow/deployment-state.ts';
import { ecsPlatform } from './ecs/index.ts';
import { lambdaPlatform } from './lambda/index.ts';
import { serverPlatform } from './server/index.ts';

/** What differs between the compute platforms of CodeDeploy. */
export interface Platform<D extends Deployment = Deployment> {
  /** Its phases in their order; those that are lifecycle events are named as AWS names them. */
  readonly phases: readonly Phase[];
  /** Those of a rollback; undefined where they are the same. */
  phasesBack(deployment: D): readonly Phase[] | undefined;
  /** Begins a phase that is the platform's; one that it does not know is over at once. */
  begin(deployment: D, phase: Phase, now: number): Progress<D>;
  /**
   * Takes what became of an effect of the platform's. Undefined: it was refused, during a retreat, which
   * goes on.
   */
  outcome(deployment: D, effect: string, output: any, now: number): Progress<D>;
  /** The time that a phase of the platform's asked to be woken at. */
  wake(deployment: D, now: number): Progress<D>;
  /** What a refused effect means for the deployment. */
  refusal(deployment: D, effect: string, refused: Refused): Failure;
  /** Reads what a revision holds. Throws AppSpecError. */
  readAppSpec(content: string): NonNullable<D['appSpec']>;
  /** Whether there is something to go back from. */
  canGoBack(deployment: D): boolean;
  /** The way back is another deployment, made only when nothing of this one is under way any more. */
  readonly rollsBackLast?: boolean;
}

const platforms = { ECS: ecsPlatform, Lambda: lambdaPlatform, Server: serverPlatform };

/** A deployment's own platform. */
export const platformOf = ({ computePlatform }: Pick<Deployment, 'computePlatform'>): Platform =>
  platforms[computePlatform] as unknown as Platform;

/** AWS: the lifecycle events of a platform's deployments, in their order. */
export const eventsOf = (computePlatform: Deployment['computePlatform']): readonly Phase[] =>
  platforms[computePlatform].phases.filter((phase) => /^[A-Z]/.test(phase));
