import type { ToldAction } from '../../../../base/routed-actions.ts';
/** A task set, as it was seen last. */
export interface SeenTaskSet {
  readonly id: string;
  readonly status: string;
  readonly desiredCount: number;
  readonly pendingCount: number;
  readonly runningCount: number;
  readonly taskDefinition: string;
}

export interface TargetGroupRef {
  readonly arn: string;
  readonly name: string;
}

/** A traffic shift that is being made: listeners that have still to be told, or to follow. */
export interface Moving {
  /** Names the shift, and with it its effects. */
  readonly name: string;
  /** Names of effects awaited. */
  readonly left: readonly string[];
}

/** Where an ECS deployment stands. Blue is the version there was, green the new one. */
export interface EcsProgress {
  readonly cluster: string;
  readonly service: string;
  /** What the preparation has read so far, by effect. */
  readonly read: Readonly<Record<string, any>>;
  readonly blueGroup?: TargetGroupRef | undefined;
  readonly greenGroup?: TargetGroupRef | undefined;
  readonly blue?: SeenTaskSet | undefined;
  readonly green?: SeenTaskSet | undefined;
  /** The blue service's settings, which green takes over. */
  readonly placement: object;
  /** What listeners ask of whoever comes, by their ARNs; most ask nothing. */
  readonly asking?: Readonly<Record<string, readonly ToldAction[]>>;
  /** Of production traffic, what green has. */
  readonly greenPercent: number;
  /** Shifts of production traffic that have been made. */
  readonly shifts: number;
  readonly moving?: Moving | undefined;
  /** The alarm of the guard that compares the two versions; undefined where nobody asked for one. */
  readonly guardAlarm?: string | undefined;
  /** Whether green is the service's primary task set. */
  readonly handedOver: boolean;
}

export const beginning = (cluster: string, service: string): EcsProgress => ({
  cluster,
  service,
  read: {},
  placement: {},
  greenPercent: 0,
  shifts: 0,
  handedOver: false,
});
