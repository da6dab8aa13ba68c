import type {
  FileExistsBehavior,
  MinimumHealthyHosts,
  TargetInstances,
  ZonalConfig,
} from '@aws-sdk/client-codedeploy';
import type { Launched } from '../../launches.ts';

export type LegStatus = 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped';

/** A server of a deployment. */
export interface ServerInstance {
  /** `i-…`, or the name of an on-premises instance. */
  readonly id: string;
  readonly arn: string;
  readonly label?: 'Blue' | 'Green' | undefined;
  /** Its Availability Zone; of what is on premises, none. */
  readonly zone: string;
  /** How far it is on the part of its way that the deployment is at. */
  readonly leg: LegStatus;
  /** How far it is on the whole. */
  readonly status: LegStatus | 'Ready';
}

/** So many, or so many of a hundred. */
export interface Share {
  readonly type: 'COUNT' | 'PERCENT';
  readonly value: number;
}

/** How a service that is no caller of CreateDeployment wants servers to be deployed to. */
export interface ManagedOptions {
  /** At most so many at once. */
  readonly batch: Share;
  /** One more that fails is one too many. */
  readonly errors: Share;
  /** What agents do: files and scripts without an AppSpec file, or by another file of the bundle. */
  readonly steps: ManagedSteps;
}

export type ManagedSteps =
  | { readonly deploySpec: string }
  | {
      readonly targetDirectory: string;
      readonly preScript?: string | undefined;
      readonly postScript?: string | undefined;
    };

/** What CreateDeployment said. */
export interface ServerOptions {
  readonly ignoreApplicationStopFailures: boolean;
  readonly updateOutdatedInstancesOnly: boolean;
  readonly fileExistsBehavior: FileExistsBehavior;
  readonly restart?: boolean | undefined;
  readonly targetInstances?: TargetInstances | undefined;
  /** What another service has deployed, by rules of its own. */
  readonly managed?: ManagedOptions | undefined;
  /** Only to these: what Auto Scaling has launched. */
  readonly only?: readonly string[] | undefined;
  /** The launch that waits for this deployment. */
  readonly launched?: Launched | undefined;
}

/** Where a deployment to servers stands. */
export interface ServerProgress {
  readonly options: ServerOptions;
  readonly minimum: MinimumHealthyHosts;
  readonly zonal?: ZonalConfig | undefined;
  /** In the order they are deployed to; undefined until they have been looked for. */
  readonly instances?: readonly ServerInstance[] | undefined;
  /** ARNs of the target groups that traffic comes from. */
  readonly targetGroups?: readonly string[] | undefined;
  /** ARNs of the target groups of the Auto Scaling group that was copied. */
  readonly originalTargets?: readonly string[] | undefined;
  /** Zones that are done and have been watched for as long as the configuration says. */
  readonly zonesDone: readonly string[];
}

export const beginning = (
  options: ServerOptions,
  minimum: MinimumHealthyHosts,
  zonal: ZonalConfig | undefined,
): ServerProgress => ({ options, minimum, zonal, zonesDone: [] });
