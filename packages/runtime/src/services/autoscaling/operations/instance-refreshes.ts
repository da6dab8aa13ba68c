import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalid, irreversibleRefresh, noActiveRefresh, refreshInProgress, tokenInvalid } from '../errors.ts';
import { isCounted, type GroupFact, type Member } from '../flow/group-state.ts';
import { activeRefresh, percentOf, type Refresh, type RefreshPreferences } from '../flow/refresh-state.ts';
import { groupFlowId, type AutoScalingGroup, type Launch } from '../records.ts';
import { findGroup, stateOf } from './finding.ts';
import { launchOf, resolvedVersion } from './launches.ts';

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_StartInstanceRefresh.html */
const startInstanceRefresh: Handler<
  Given<sdk.StartInstanceRefreshCommandInput>,
  Answered<sdk.StartInstanceRefreshCommandOutput>
> = (input, call) => {
  const group = findGroup(call, input.AutoScalingGroupName);
  if (input.Strategy !== undefined && input.Strategy !== 'Rolling')
    invalid(`The strategy ${input.Strategy} is not served by Penstock (yet): use Rolling.`);
  const state = stateOf(call, group);
  if (state && activeRefresh(state)) refreshInProgress();
  const preferences = preferencesOf(group, input.Preferences);
  const { DesiredConfiguration: desired } = input;
  const launch = desired && launchOf(call, desired);
  if (preferences.AutoRollback && !isReversible(launch)) irreversible();
  const replaced = replacedOf(call, { ...group, ...launch }, preferences, state?.members ?? []);
  const refresh: Refresh = {
    id: call.ids.uuid(),
    status: 'InProgress',
    startTime: call.now,
    preferences,
    desired,
    launch,
    from: replaced,
    left: replaced.length,
    progressAt: call.now,
    checkpoints: 0,
  };
  tell(call, group, { type: 'RefreshStarted', refresh });
  return { InstanceRefreshId: refresh.id };
};

const tell = (call: Call, group: AutoScalingGroup, fact: GroupFact): void =>
  call.flows.tell(groupFlowId(call, group.name), fact);

// AWS: RefreshPreferences, AutoRollback: "A rollback is not supported in the following situations". Words unverified.
const irreversible = (): never =>
  invalid('Auto rollback needs a desired configuration whose launch template has a version of its own.');

/** What it launches has a version that says what that is, whenever it is asked. */
function isReversible(launch: Launch | undefined): boolean {
  const template =
    launch?.launchTemplate ?? launch?.mixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  return template?.Version !== undefined && !template.Version.startsWith('$');
}

/** Which instances are to be replaced. */
function replacedOf(
  call: Call,
  group: AutoScalingGroup,
  preferences: RefreshPreferences,
  members: readonly Member[],
): string[] {
  const { SkipMatching, ScaleInProtectedInstances, StandbyInstances } = preferences;
  const template = SkipMatching ? resolvedVersion(call, group) : undefined;
  const matches = (member: Member) =>
    SkipMatching &&
    (template
      ? member.templateId === template.id && member.templateVersion === template.version
      : member.launchedBy.endsWith(` ${group.LaunchConfigurationName}`));
  return members
    .filter((member) => isCounted(member) || member.state === 'Standby')
    .filter((member) => !(member.isProtected && ScaleInProtectedInstances === 'Ignore'))
    .filter((member) => !(member.state === 'Standby' && StandbyInstances === 'Ignore'))
    .filter((member) => !matches(member))
    .map(({ instanceId }) => instanceId);
}

// AWS: API reference, RefreshPreferences. Sentences unverified.
function preferencesOf(
  { instanceWarmup, healthCheckGracePeriod, settings }: AutoScalingGroup,
  given: Given<sdk.RefreshPreferences> = {},
): RefreshPreferences {
  const { MinHealthyPercentage: least, MaxHealthyPercentage: most } = given;
  if (most !== undefined && least === undefined)
    invalid('If you specify MaxHealthyPercentage, you must also specify MinHealthyPercentage.');
  if (most !== undefined && most - least! > 100)
    invalid(
      'The difference between MaxHealthyPercentage and MinHealthyPercentage cannot be greater than 100.',
    );
  const { CheckpointPercentages: percents, CheckpointDelay: delay } = given;
  if (percents?.some((percent, at) => percent <= (percents[at - 1] ?? 0) || percent > 100))
    invalid('CheckpointPercentages must be unique, in ascending order, and at most 100.');
  if (delay !== undefined && !percents) invalid('CheckpointDelay needs CheckpointPercentages.');
  const always = settings?.InstanceMaintenancePolicy;
  return {
    MinHealthyPercentage: least ?? always?.MinHealthyPercentage ?? 90,
    MaxHealthyPercentage: most ?? (least === undefined ? always?.MaxHealthyPercentage : undefined) ?? 100,
    InstanceWarmup: given.InstanceWarmup ?? instanceWarmup ?? healthCheckGracePeriod,
    SkipMatching: given.SkipMatching ?? false,
    AutoRollback: given.AutoRollback ?? false,
    ScaleInProtectedInstances: given.ScaleInProtectedInstances ?? 'Wait',
    StandbyInstances: given.StandbyInstances ?? 'Wait',
    CheckpointPercentages: percents,
    CheckpointDelay: percents && (delay ?? 3600),
    BakeTime: given.BakeTime,
    AlarmSpecification: given.AlarmSpecification?.Alarms?.length
      ? { Alarms: given.AlarmSpecification.Alarms }
      : undefined,
  };
}

function active(call: Call, name: string): { readonly group: AutoScalingGroup; readonly refresh: Refresh } {
  const group = findGroup(call, name);
  const state = stateOf(call, group);
  const refresh = state && activeRefresh(state);
  return { group, refresh: refresh ?? noActiveRefresh(name) };
}

const cancelInstanceRefresh: Handler<
  Given<sdk.CancelInstanceRefreshCommandInput>,
  Answered<sdk.CancelInstanceRefreshCommandOutput>
> = ({ AutoScalingGroupName, WaitForTransitioningInstances: waitsForMoving = true }, call) => {
  const { group, refresh } = active(call, AutoScalingGroupName!);
  if (refresh.status === 'RollbackInProgress') noActiveRefresh(group.name);
  tell(call, group, { type: 'RefreshCancelled', waitsForMoving });
  return { InstanceRefreshId: refresh.id };
};

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RollbackInstanceRefresh.html */
const rollbackInstanceRefresh: Handler<
  Given<sdk.RollbackInstanceRefreshCommandInput>,
  Answered<sdk.RollbackInstanceRefreshCommandOutput>
> = ({ AutoScalingGroupName }, call) => {
  const { group, refresh } = active(call, AutoScalingGroupName!);
  if (!isReversible(refresh.launch)) irreversibleRefresh();
  tell(call, group, { type: 'RefreshRolledBack' });
  return { InstanceRefreshId: refresh.id };
};

const describeInstanceRefreshes: Handler<
  Given<sdk.DescribeInstanceRefreshesCommandInput>,
  Answered<sdk.DescribeInstanceRefreshesCommandOutput>
> = ({ AutoScalingGroupName, InstanceRefreshIds, MaxRecords = 50, NextToken }, call) => {
  const group = findGroup(call, AutoScalingGroupName!);
  const all = (stateOf(call, group)?.refreshes ?? []).filter(
    ({ id }) => !InstanceRefreshIds?.length || InstanceRefreshIds.includes(id),
  );
  const page = pageOf(all, ({ id }) => id, { token: NextToken, limit: MaxRecords, invalid: tokenInvalid });
  return {
    InstanceRefreshes: page.items.map((refresh) => refreshAnswer(group, refresh)),
    NextToken: page.next,
  };
};

function refreshAnswer(group: AutoScalingGroup, refresh: Refresh): sdk.InstanceRefresh {
  const { rollback, preferences, desired, left } = refresh;
  return {
    InstanceRefreshId: refresh.id,
    AutoScalingGroupName: group.name,
    Status: refresh.status,
    StatusReason: refresh.reason,
    StartTime: new Date(refresh.startTime),
    EndTime: refresh.endTime === undefined ? undefined : new Date(refresh.endTime),
    PercentageComplete: rollback?.percent ?? percentOf(refresh, left),
    InstancesToUpdate: rollback?.left ?? Math.min(left, refresh.from.length),
    Strategy: 'Rolling',
    Preferences: preferences as sdk.RefreshPreferences,
    DesiredConfiguration: desired as sdk.DesiredConfiguration | undefined,
    ...(rollback && {
      RollbackDetails: {
        RollbackReason: rollback.reason,
        RollbackStartTime: new Date(rollback.startTime),
        PercentageCompleteOnRollback: rollback.percent,
        InstancesToUpdateOnRollback: rollback.left,
      },
    }),
  };
}

export const instanceRefreshOperations = {
  CancelInstanceRefresh: cancelInstanceRefresh,
  DescribeInstanceRefreshes: describeInstanceRefreshes,
  RollbackInstanceRefresh: rollbackInstanceRefresh,
  StartInstanceRefresh: startInstanceRefresh,
};
