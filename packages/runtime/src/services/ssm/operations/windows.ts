import type * as sdk from '@aws-sdk/client-ssm';
import { alphabets } from '../../../base/ids.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import { readExpression, readZone } from '../../../base/schedule-expression.ts';
import { instantOf } from '../../../base/instant.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidNextToken, validation } from '../errors.ts';
import type { WindowFact, WindowState } from '../flow/window.ts';
import { windowAnswer } from '../windows/answers.ts';
import { tooMany } from '../windows/errors.ts';
import {
  partKey,
  windowFlowId,
  windowFlowKind,
  windowOf,
  windows,
  windowTargets,
  windowTasks,
  type WindowRecord,
  type WindowSettings,
} from '../windows/kept.ts';
import { checkTags } from './tags.ts';

/** AWS: quotas: maintenance windows an account. */
const windowsMax = 50;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateMaintenanceWindow.html */
export const createMaintenanceWindow: Handler<
  Given<sdk.CreateMaintenanceWindowCommandInput>,
  Answered<sdk.CreateMaintenanceWindowCommandOutput>
> = ({ ClientToken, Tags, ...asked }, call) => {
  const all = windows.list(call.tx, call);
  const made = ClientToken === undefined ? undefined : all.find(({ token }) => token === ClientToken);
  if (made) return { WindowId: made.id };
  if (all.length >= windowsMax) tooMany('maintenance windows');
  const settings = checked({ ...asked, Enabled: true });
  const id = `mw-0${call.ids.word(16, alphabets.hex)}`;
  const { account, region, now } = call;
  windows.put(call.tx, call, id, {
    id,
    settings,
    createdAt: now,
    modifiedAt: now,
    token: ClientToken,
    tags: checkTags({}, Tags),
  });
  const state: WindowState = { account, region, windowId: id, settings, since: now };
  call.flows.start(windowFlowKind, windowFlowId(call, id), state);
  return { WindowId: id };
};

// AWS: unverified sentences.
function checked(settings: WindowSettings): WindowSettings {
  const zone = readZone(settings.ScheduleTimezone);
  if (!zone) return validation(`The time zone is not valid: ${settings.ScheduleTimezone}`);
  if (!readExpression(settings.Schedule, zone))
    validation(`The schedule expression is not valid: ${settings.Schedule}`);
  if (settings.Cutoff >= settings.Duration) validation('Cutoff must be less than Duration.');
  for (const name of ['StartDate', 'EndDate'] as const) {
    const said = settings[name];
    if (said !== undefined && Number.isNaN(instantOf(said))) validation(`${name} is not a date: ${said}`);
  }
  return settings;
}

/** AWS: Replace: what is left out is not as it was, but as if it never had been said. */
export const updateMaintenanceWindow: Handler<
  Given<sdk.UpdateMaintenanceWindowCommandInput>,
  Answered<sdk.UpdateMaintenanceWindowCommandOutput>
> = ({ WindowId, Replace = false, ...asked }, call) => {
  const before = windowOf(call, WindowId);
  const said = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const { Name, Schedule, Duration, Cutoff, AllowUnassociatedTargets } = before.settings;
  const kept = Replace
    ? { Name, Schedule, Duration, Cutoff, AllowUnassociatedTargets, Enabled: true }
    : before.settings;
  const settings = checked({ ...kept, ...said });
  const record: WindowRecord = { ...before, settings, modifiedAt: call.now };
  windows.put(call.tx, call, WindowId, record);
  const fact: WindowFact = { type: 'WindowChanged', settings };
  call.flows.tell(windowFlowId(call, WindowId), fact);
  return { WindowId, ...settings };
};

export const getMaintenanceWindow: Handler<
  Given<sdk.GetMaintenanceWindowCommandInput>,
  Answered<sdk.GetMaintenanceWindowCommandOutput>
> = ({ WindowId }, call) => {
  const record = windowOf(call, WindowId);
  return {
    ...windowAnswer(call, record),
    CreatedDate: new Date(record.createdAt),
    ModifiedDate: new Date(record.modifiedAt),
  };
};

/** AWS: one that is not there is deleted, too. What has been done in it stays to be read. */
export const deleteMaintenanceWindow: Handler<
  Given<sdk.DeleteMaintenanceWindowCommandInput>,
  Answered<sdk.DeleteMaintenanceWindowCommandOutput>
> = ({ WindowId }, call) => {
  if (windows.get(call.tx, call, WindowId)) forget(call, WindowId);
  return { WindowId };
};

function forget(call: Call, id: string): void {
  const prefix = partKey(id, '');
  for (const { WindowTargetId } of windowTargets.list(call.tx, call, { prefix }))
    windowTargets.delete(call.tx, call, partKey(id, WindowTargetId));
  for (const { WindowTaskId } of windowTasks.list(call.tx, call, { prefix }))
    windowTasks.delete(call.tx, call, partKey(id, WindowTaskId));
  windows.delete(call.tx, call, id);
  call.flows.remove(windowFlowId(call, id));
}

export const describeMaintenanceWindows: Handler<
  Given<sdk.DescribeMaintenanceWindowsCommandInput>,
  Answered<sdk.DescribeMaintenanceWindowsCommandOutput>
> = ({ Filters = [], MaxResults = 50, NextToken }, call) => {
  const wanted = windows.list(call.tx, call).filter(({ settings }) =>
    Filters.every(({ Key, Values = [] }) => {
      if (Key === 'Name') return Values.includes(settings.Name);
      if (Key === 'Enabled') return Values.includes(String(settings.Enabled));
      return validation(`The filter key is not valid: ${Key}`);
    }),
  );
  const { items, next } = pageOf(wanted, ({ id }) => id, {
    token: NextToken,
    limit: MaxResults,
    invalid: invalidNextToken,
  });
  return { WindowIdentities: items.map((record) => windowAnswer(call, record)), NextToken: next };
};
