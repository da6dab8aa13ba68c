import type * as sdk from '@aws-sdk/client-ssm';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import { instantOf } from '../../../base/instant.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { associationAnswer, descriptionAnswer, stateOf } from '../associations/answers.ts';
import {
  associationExists,
  invalidSchedule,
  invalidTarget,
  noSuchAssociation,
  noSuchAssociationVersion,
  tooManyAssociations,
  tooManyVersions,
} from '../associations/errors.ts';
import {
  associationFlow,
  associationFlowKind,
  associationOf,
  associations,
  associationVersions,
  versionKey,
  type AssociationRecord,
  type AssociationSettings,
} from '../associations/kept.ts';
import { scheduleFault } from '../associations/schedule.ts';
import { findDocument } from '../documents/kept.ts';
import { invalidNextToken, validation } from '../errors.ts';
import type { AssociationFact, AssociationState } from '../flow/association-state.ts';
import { stepsOf } from './commands.ts';
import { targetKeys } from './nodes.ts';
import { checkTags } from './tags.ts';

/** AWS: "You can have at most 2,000 active associations". */
const associationsMax = 2000;

type Asked = Given<Omit<sdk.CreateAssociationCommandInput, 'Tags'>>;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateAssociation.html */
export const createAssociation: Handler<
  Given<sdk.CreateAssociationCommandInput>,
  Answered<sdk.CreateAssociationCommandOutput>
> = (input, call) => {
  const all = associations.list(call.tx, call);
  if (all.length >= associationsMax) tooManyAssociations();
  const { Name, InstanceId } = input;
  const isTwin = ({ settings }: AssociationRecord): boolean =>
    settings.name === Name && settings.instanceId === InstanceId;
  if (InstanceId !== undefined && all.some(isTwin)) associationExists();
  const settings = settingsOf(call, input, { associationId: call.ids.uuid(), version: 1 });
  const record: AssociationRecord = { settings, createdAt: call.now, tags: checkTags({}, input.Tags) };
  const { account, region, now } = call;
  const state: AssociationState = {
    account,
    region,
    settings,
    createdAt: now,
    since: now,
    executions: [],
    nodes: {},
    again: false,
  };
  keep(call, record);
  call.flows.start(associationFlowKind, associationFlow(call, settings.associationId), state);
  return { AssociationDescription: descriptionAnswer(record, state) };
};

function keep(call: Call, record: AssociationRecord): void {
  associations.put(call.tx, call, record.settings.associationId, record);
  associationVersions.put(call.tx, call, versionKey(record.settings), record.settings);
}

const unserved = [
  'AlarmConfiguration',
  'AssociationDispatchAssumeRole',
  'AutomationTargetParameterName',
  'CalendarNames',
  'Duration',
  'TargetLocations',
  'TargetMaps',
] as const;

function settingsOf(
  call: Call,
  input: Asked,
  is: Pick<AssociationSettings, 'associationId' | 'version'>,
): AssociationSettings {
  const { Name, InstanceId, Parameters = {}, ScheduleExpression, ScheduleOffset } = input;
  for (const name of unserved) {
    const said: unknown = input[name];
    if (said !== undefined && !(Array.isArray(said) && said.length === 0))
      validation(`${name} of associations is not served by Penstock.`);
  }
  const targets = (input.Targets ?? []).map(({ Key = '', Values = [] }) => ({ Key, Values }));
  checkTargets(targets, InstanceId);
  const fault = ScheduleExpression === undefined ? undefined : scheduleFault(ScheduleExpression);
  if (fault !== undefined) invalidSchedule(fault);
  if (ScheduleOffset !== undefined && !ScheduleExpression?.startsWith('cron'))
    invalidSchedule('A ScheduleOffset needs a cron expression.');
  const document = findDocument(call, Name, input);
  stepsOf(call, Name, document, Parameters);
  const s3 = input.OutputLocation?.S3Location;
  return {
    ...is,
    name: Name,
    documentVersion: input.DocumentVersion,
    associationName: input.AssociationName,
    instanceId: InstanceId,
    targets,
    parameters: Parameters,
    schedule: ScheduleExpression,
    scheduleOffset: ScheduleOffset,
    onlyAtInterval: input.ApplyOnlyAtCronInterval ?? false,
    output:
      s3?.OutputS3BucketName === undefined
        ? undefined
        : {
            bucket: s3.OutputS3BucketName,
            prefix: s3.OutputS3KeyPrefix ?? '',
            region: s3.OutputS3Region ?? call.region,
          },
    maxErrors: input.MaxErrors,
    maxConcurrency: input.MaxConcurrency,
    severity: input.ComplianceSeverity,
    syncCompliance: input.SyncCompliance,
    updatedAt: call.now,
  };
}

function checkTargets(targets: AssociationSettings['targets'], instanceId: string | undefined): void {
  if (targets.length === 0 && instanceId === undefined) invalidTarget('An association has targets.');
  if (targets.length > 0 && instanceId !== undefined)
    invalidTarget('InstanceId and Targets cannot be specified together.');
  const unknown = targets.find(({ Key }) => !targetKeys.test(Key));
  if (unknown) invalidTarget(`Targets of ${unknown.Key} are not served by Penstock.`);
}

/** AWS: AssociationVersionLimitExceeded: "Each association has a limit of 1,000 versions". */
const versionsMax = 1000;

/** AWS: what is left out is not as it was, but nothing; whom it is for, and its document, stay. */
export const updateAssociation: Handler<
  Given<sdk.UpdateAssociationCommandInput>,
  Answered<sdk.UpdateAssociationCommandOutput>
> = (input, call) => {
  const before = associationOf(call, input.AssociationId);
  const { associationId, version, name, instanceId, targets } = before.settings;
  const { AssociationVersion = '$LATEST' } = input;
  if (AssociationVersion !== '$LATEST' && Number(AssociationVersion) !== version) noSuchAssociationVersion();
  if (version >= versionsMax) tooManyVersions();
  const asked: Asked = {
    ...input,
    Name: input.Name ?? name,
    InstanceId: input.Targets ? undefined : instanceId,
    Targets: input.Targets ?? targets,
  };
  const settings = settingsOf(call, asked, { associationId, version: version + 1 });
  const record = { ...before, settings };
  keep(call, record);
  tell(call, associationId, { type: 'AssociationChanged', settings });
  return { AssociationDescription: descriptionAnswer(record, stateOf(call, record)) };
};

const tell = (call: Call, id: string, fact: AssociationFact): void =>
  call.flows.tell(associationFlow(call, id), fact);

interface Named {
  readonly AssociationId?: string | undefined;
  readonly Name?: string | undefined;
  readonly InstanceId?: string | undefined;
}

function named(call: Call, { AssociationId, Name, InstanceId }: Named): AssociationRecord {
  if (AssociationId !== undefined) return associationOf(call, AssociationId);
  const isMeant = ({ settings }: AssociationRecord): boolean =>
    settings.name === Name && settings.instanceId === InstanceId;
  return associations.list(call.tx, call).find(isMeant) ?? noSuchAssociation();
}

export const describeAssociation: Handler<
  Given<sdk.DescribeAssociationCommandInput>,
  Answered<sdk.DescribeAssociationCommandOutput>
> = (input, call) => {
  const record = named(call, input);
  const { AssociationVersion = '$LATEST' } = input;
  const { associationId, version } = record.settings;
  const wanted = AssociationVersion === '$LATEST' ? version : Number(AssociationVersion);
  const key = versionKey({ ...record.settings, version: wanted });
  const settings = associationVersions.get(call.tx, call, key) ?? noSuchAssociationVersion();
  const state = stateOf(call, associationOf(call, associationId));
  return { AssociationDescription: descriptionAnswer({ ...record, settings }, state) };
};

export const deleteAssociation: Handler<Given<sdk.DeleteAssociationCommandInput>, object> = (input, call) => {
  const { associationId } = named(call, input).settings;
  for (const settings of associationVersions.list(call.tx, call, { prefix: `${associationId}|` }))
    associationVersions.delete(call.tx, call, versionKey(settings));
  associations.delete(call.tx, call, associationId);
  call.flows.remove(associationFlow(call, associationId));
  return {};
};

/** AWS: unverified: how many there are on a page, unless it is said. */
const pageMax = 50;

export const listAssociations: Handler<
  Given<sdk.ListAssociationsCommandInput>,
  Answered<sdk.ListAssociationsCommandOutput>
> = ({ AssociationFilterList = [], MaxResults = pageMax, NextToken }, call) => {
  const filters = AssociationFilterList.map(associationFilter);
  const all = associations
    .list(call.tx, call)
    .map((record) => ({ record, state: stateOf(call, record) }))
    .filter((each) => filters.every((lets) => lets(each)));
  const { items, next } = pageOf(all, ({ record }) => record.settings.associationId, {
    token: NextToken,
    limit: MaxResults,
    invalid: invalidNextToken,
  });
  return {
    Associations: items.map(({ record, state }) => associationAnswer(record, state)),
    NextToken: next,
  };
};

interface Seen {
  readonly record: AssociationRecord;
  readonly state: AssociationState;
}

function associationFilter({ key, value }: Given<sdk.AssociationFilter>): (seen: Seen) => boolean {
  const lastAt = ({ state }: Seen): number => state.executions[0]?.startedAt ?? NaN;
  switch (key) {
    case 'AssociationId':
      return ({ record }) => record.settings.associationId === value;
    case 'AssociationName':
      return ({ record }) => record.settings.associationName === value;
    case 'Name':
      return ({ record }) => record.settings.name === value;
    case 'InstanceId':
      return ({ record, state }) => record.settings.instanceId === value || Object.hasOwn(state.nodes, value);
    case 'AssociationStatusName':
      return ({ state }) => (state.executions[0]?.status ?? 'Pending') === value;
    case 'LastExecutedBefore':
      return (seen) => lastAt(seen) < instantOf(value);
    case 'LastExecutedAfter':
      return (seen) => lastAt(seen) > instantOf(value);
    default:
      return validation(`The filter ${key} of associations is not served by Penstock.`);
  }
}

export const startAssociationsOnce: Handler<Given<sdk.StartAssociationsOnceCommandInput>, object> = (
  { AssociationIds },
  call,
) => {
  for (const id of AssociationIds) associationOf(call, id);
  for (const id of AssociationIds) tell(call, id, { type: 'RunAsked' });
  return {};
};
