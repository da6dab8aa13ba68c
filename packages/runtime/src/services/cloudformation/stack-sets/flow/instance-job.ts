import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Scope } from '../../../../base/scope.ts';
import type { ResourceTag } from '../../../../dispatch/resource.ts';
import type { Override, ResourceDrift, Target } from '../records.ts';

/** What is to be done at one target, as it was when it was begun. */
export interface Job extends Target {
  readonly work: 'nothing' | 'deploy' | 'delete' | 'release' | 'detect' | 'import';
  /** Where the set is. */
  readonly scope: Scope;
  readonly operation: string;
  readonly stackSetArn: string;
  readonly administrationRoleArn: string;
  readonly executionRoleName: string;
  readonly stackName: string;
  readonly stackId?: string;
  readonly body: string;
  readonly parameters: readonly { readonly ParameterKey: string; readonly ParameterValue: string }[];
  readonly capabilities: readonly sdk.Capability[];
  readonly tags: readonly ResourceTag[];
  readonly token: string;
}

/** What came of it. */
export interface Outcome {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly reason?: string;
  readonly stackId?: string;
  readonly gate?: sdk.AccountGateResult;
  readonly drift?: Drift;
  /** What an imported stack's parameters are other than the set's. */
  readonly overrides?: readonly Override[];
}

export interface Drift {
  readonly status: sdk.StackDriftStatus;
  readonly at: string;
  readonly resources: readonly ResourceDrift[];
}

export const executionRole = ({ account, executionRoleName }: Job): string =>
  `arn:aws:iam::${account}:role/${executionRoleName}`;
