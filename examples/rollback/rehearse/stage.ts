import type { Release } from './faults.ts';

export type Platform = 'ecs' | 'lambda' | 'servers';
export type StageName = 'gamma' | 'blue-green' | 'prod';

/** How a release has ended, by what AWS's own API tells of it. Times are the house's. */
export interface Ended {
  /** The deployment's. */
  readonly id: string;
  /** It runs, and everybody has it. */
  readonly succeeded: boolean;
  readonly status: string;
  /** What has found it out: an alarm, a hook, a breaker, a time that was over. */
  readonly caughtBy: string;
  readonly why: string;
  readonly began: number;
  readonly detected?: number | undefined;
  /** What took it back; '' where nothing did. */
  readonly rollback: string;
  readonly rolledBack: boolean;
}

/** One platform in one stage: a stack, and the way a release gets there. */
export interface Stage {
  readonly platform: Platform;
  readonly name: StageName;
  readonly url: string;
  /** Releases it by the deployment that the stage has, and waits until all is over, its rollback too. */
  release(release: Release): Promise<Ended>;
}

export const stackOf = (platform: Platform, name: StageName): string => `shop-${platform}-${name}`;
