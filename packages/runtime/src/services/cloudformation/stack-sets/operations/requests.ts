import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Given } from '../../../../base/given.ts';
import type { Call } from '../../../../dispatch/service.ts';
import {
  accountsMissing,
  eitherOf,
  notDelegatedAdministrator,
  organizationsNotEnabled,
  regionsUnordered,
  serviceManagedOnly,
  stackSetNotFound,
  targetsMissing,
} from '../errors.ts';
import { findStackSet, type StackSetRecord, type Target } from '../records.ts';

interface Asked {
  readonly StackSetName: string;
  readonly CallAs?: sdk.CallAs | undefined;
}

/** The set that a caller names, as whom it may be. There is no organization that had delegated anything. */
export function setOf(call: Call, { StackSetName: name, CallAs }: Asked): StackSetRecord {
  requireSelf(CallAs);
  return findStackSet(call.tx, call, name) ?? stackSetNotFound(name);
}

/** The same, of one that has not been deleted. */
export function activeSetOf(call: Call, asked: Asked): StackSetRecord {
  const set = setOf(call, asked);
  return set.status === 'DELETED' ? stackSetNotFound(asked.StackSetName) : set;
}

export function requireSelf(callAs: sdk.CallAs | undefined): void {
  if (callAs === 'DELEGATED_ADMIN') notDelegatedAdministrator();
}

/** What only sets with service-managed permissions have, is refused. */
export function requireSelfManaged(asked: {
  readonly PermissionModel?: sdk.PermissionModels | undefined;
  readonly AutoDeployment?: unknown;
  readonly DeploymentTargets?: unknown;
  readonly OrganizationalUnitIds?: unknown;
}): void {
  if (asked.PermissionModel === 'SERVICE_MANAGED') organizationsNotEnabled();
  for (const member of ['AutoDeployment', 'DeploymentTargets', 'OrganizationalUnitIds'] as const)
    if (asked[member] !== undefined) serviceManagedOnly(member);
}

export interface Placed {
  readonly Accounts?: readonly string[] | undefined;
  readonly Regions?: readonly string[] | undefined;
}

/** Every account in every region, each once. */
export function targetsOf({ Accounts, Regions = [] }: Placed): Target[] {
  if (Accounts === undefined) accountsMissing();
  if (Accounts.length === 0 || Regions.length === 0) targetsMissing();
  return [...new Set(Regions)].flatMap((region) =>
    [...new Set(Accounts)].map((account) => ({ account, region })),
  );
}

type Preferences = Given<sdk.StackSetOperationPreferences>;

/** Refuses preferences that contradict themselves, or the regions of the operation. */
export function checkPreferences(preferences: Preferences | undefined, targets: readonly Target[]): void {
  if (!preferences) return;
  const { FailureToleranceCount, FailureTolerancePercentage } = preferences;
  const { MaxConcurrentCount, MaxConcurrentPercentage, RegionOrder = [] } = preferences;
  if (FailureToleranceCount !== undefined && FailureTolerancePercentage !== undefined)
    eitherOf('FailureToleranceCount', 'FailureTolerancePercentage');
  if (MaxConcurrentCount !== undefined && MaxConcurrentPercentage !== undefined)
    eitherOf('MaxConcurrentCount', 'MaxConcurrentPercentage');
  const regions = new Set(targets.map(({ region }) => region));
  const strange = RegionOrder.filter((region) => !regions.has(region));
  if (strange.length > 0) regionsUnordered(strange);
}

/** Targets region by region: first those that RegionOrder names. */
export function inOrder(targets: readonly Target[], preferences: Preferences | undefined): Target[] {
  const named = preferences?.RegionOrder ?? [];
  const regions = new Set([...named, ...targets.map(({ region }) => region)]);
  return [...regions].flatMap((region) => targets.filter((target) => target.region === region));
}
