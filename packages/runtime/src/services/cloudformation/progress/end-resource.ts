import { derivedUuid } from '../../../base/ids.ts';
import type { Made, Wanted } from '../../../dispatch/resource.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { resourceEvent } from '../events.ts';
import type { Ending, Job } from '../flow/resource-state.ts';
import {
  partKey,
  resources,
  stacks,
  type MadeResource,
  type Phase,
  type ResourceRecord,
  type StackRecord,
} from '../records.ts';
import { isCustom } from '../resources/custom-resource.ts';
import { goneOf, isImportUndone, shownOf } from './begin-deleting.ts';
import type { ResourceInput } from './begin-resource.ts';
import { nestedType } from '../template/changes.ts';
import { releaseNestedStack } from './holding.ts';
import type { Types } from './types.ts';

interface MadeInput {
  readonly stack: string;
  readonly operation: number;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly wanted?: Wanted;
}

/** The house's own: the resource exists from now on, whatever comes of the rest. */
export const madeResource: Handler<MadeInput, object> = (input, call) => {
  const stack = stacks.get(call.tx, call, input.stack)!;
  const record = resources.get(call.tx, call, partKey(stack.key, input.logicalId))!;
  const { physicalId, wanted } = input;
  if (record.made?.physicalId === physicalId) return {};
  const { properties = {}, stackTags = [] } = wanted ?? {};
  const made = { physicalId, properties, attributes: {}, stackTags };
  const status = record.status === 'IMPORT_IN_PROGRESS' ? 'UPDATE_IN_PROGRESS' : record.status;
  resources.put(call.tx, call, partKey(stack.key, input.logicalId), { ...record, status, made });
  initiated(call, stack, record, physicalId);
  return {};
};

// AWS: "Resource creation Initiated" is the event by which the physical id is first told.
function initiated(call: Call, stack: StackRecord, record: ResourceRecord, physicalId: string): void {
  const { logicalId, definition, status } = record;
  if (status === 'IMPORT_IN_PROGRESS') return taken(call, stack, record, physicalId);
  const replaces = status === 'UPDATE_IN_PROGRESS';
  resourceEvent(call, stack, {
    logicalId,
    type: definition.Type,
    status,
    physicalId,
    reason: replaces
      ? 'Requested update required the creation of a new physical resource; hence creating one.'
      : 'Resource creation Initiated',
  });
}

// AWS: the sentences by which an import goes on.
function taken(
  call: Call,
  stack: StackRecord,
  { logicalId, definition }: ResourceRecord,
  physicalId: string,
): void {
  const change = { logicalId, type: definition.Type, physicalId };
  resourceEvent(call, stack, { ...change, status: 'IMPORT_COMPLETE', reason: 'Resource import completed.' });
  const reason = 'Apply stack-level tags to imported resource if applicable.';
  resourceEvent(call, stack, { ...change, status: 'UPDATE_IN_PROGRESS', reason });
}

interface EndInput extends ResourceInput {
  readonly job: Job;
  readonly ending: Ending;
}

/** The house's own: writes down what came of the work on a resource. */
export const endResource =
  (types: Types): Handler<EndInput, object> =>
  (input, call) => {
    const stack = stacks.get(call.tx, call, input.stack)!;
    const record = resources.get(call.tx, call, partKey(stack.key, input.logicalId))!;
    const end: End = { call, stack, record, job: input.job };
    if ('made' in input.ending) return made(end, input.ending.made, types, input.phase);
    if ('cleaned' in input.ending) return cleaned(end);
    if ('gone' in input.ending || 'retained' in input.ending) return gone(end, input);
    return failed(end, input.phase, input.ending);
  };

interface End {
  readonly call: Call;
  readonly stack: StackRecord;
  readonly record: ResourceRecord;
  readonly job: Job;
}

function made(end: End, result: Made, types: Types, phase: Phase): object {
  const { call, stack, record, job } = end;
  if (job.work !== 'create' && job.work !== 'update' && job.work !== 'import') return {};
  const { logicalId, definition } = record;
  const { physicalId } = result;
  if (job.work === 'create' && record.made?.physicalId !== physicalId)
    initiated(call, stack, record, physicalId);
  const recorded = types.isRecorded(job.type);
  const status = record.status === 'CREATE_IN_PROGRESS' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
  const next: MadeResource = {
    physicalId,
    ...(result.ref !== undefined && { ref: result.ref }),
    properties: job.kept ?? job.wanted.properties,
    attributes: result.attributes ?? {},
    stackTags: job.wanted.stackTags,
    ...(recorded && { recorded }),
    ...(job.shown && { shown: job.shown }),
    ...(job.literal && { literal: job.literal }),
    ...(result.noEcho && { noEcho: true as const }),
  };
  const { statusReason: _begun, attempted: _undone, ...rest } = record;
  const reason = recorded ? recordedReason : undefined;
  resources.put(call.tx, call, partKey(stack.key, logicalId), {
    ...rest,
    status,
    ...(reason !== undefined && { statusReason: reason }),
    updatedAt: call.now,
    made: next,
    ...(phase === 'rollback' && { restored: true }),
  });
  if (result.also) answersAlso(end, result.also);
  const properties = next.shown ?? next.properties;
  resourceEvent(call, stack, { logicalId, type: definition.Type, physicalId, status, reason, properties });
  return {};
}

/** What depends on this resource may ask another one for what it has because of it. */
function answersAlso({ call, stack }: End, { physicalId, attributes }: NonNullable<Made['also']>): void {
  for (const record of resources.list(call.tx, call, { prefix: partKey(stack.key, '') })) {
    if (record.made?.physicalId !== physicalId) continue;
    const made = { ...record.made, attributes: { ...record.made.attributes, ...attributes } };
    resources.put(call.tx, call, partKey(stack.key, record.logicalId), { ...record, made });
  }
}

const recordedReason = 'Recorded by Penstock: nothing runs behind this resource';

// AWS: seen that a stack in a stack is told of once more when it is cleaned up.
function cleaned({ call, stack, record }: End): object {
  const { logicalId, definition, made } = record;
  const { physicalId } = made!;
  resourceEvent(call, stack, { logicalId, type: definition.Type, physicalId, status: 'UPDATE_COMPLETE' });
  return {};
}

function gone(end: End, { phase, ending }: EndInput): object {
  const { call, stack, record, job } = end;
  const { logicalId, definition } = record;
  const status = goneStatus(end, ending);
  const reason = goneReason(job, ending);
  const was = goneOf(record, phase);
  const physicalId = was?.physicalId;
  if (was && status === 'IMPORT_ROLLBACK_COMPLETE' && definition.Type === nestedType)
    releaseNestedStack(call, was.physicalId);
  if (isCleanup(phase) || stack.status === 'IMPORT_ROLLBACK_IN_PROGRESS') forget(end, phase);
  else {
    const { made: _made, former: _former, statusReason: _reason, ...rest } = record;
    resources.put(call.tx, call, partKey(stack.key, logicalId), {
      ...rest,
      status,
      ...(reason !== undefined && { statusReason: reason }),
      updatedAt: call.now,
      ...(physicalId !== undefined && { lastPhysicalId: physicalId }),
    });
  }
  const properties = shownOf(was);
  resourceEvent(call, stack, { logicalId, type: definition.Type, physicalId, status, reason, properties });
  return {};
}

function goneStatus({ stack, record }: End, ending: Ending): ResourceRecord['status'] {
  if (!('retained' in ending)) return 'DELETE_COMPLETE';
  return isImportUndone(stack, record) ? 'IMPORT_ROLLBACK_COMPLETE' : 'DELETE_SKIPPED';
}

function goneReason(job: Job, ending: Ending): string | undefined {
  if ('retained' in ending) return ending.reason;
  return job.work === 'delete' && job.snapshot ? noSnapshotReason : undefined;
}

const noSnapshotReason =
  'Recorded by Penstock: nothing runs behind this resource, and there is nothing to take a snapshot of';

const isCleanup = (phase: Phase): boolean => phase === 'cleanup' || phase === 'rollback-cleanup';

/**
 * A cleanup takes from the stack what the resource was before, or the resource itself.
 */
// AWS: what a cleanup cannot delete is left behind, and is the stack's no more.
function forget({ call, stack, record }: End, phase: Phase): void {
  const key = partKey(stack.key, record.logicalId);
  if (goneOf(record, phase) === record.former && record.former) {
    const { former: _former, ...rest } = record;
    resources.put(call.tx, call, key, rest);
  } else resources.delete(call.tx, call, key);
}

type Failure = Extract<Ending, { readonly failed: object } | { readonly cancelled: true }>;

function failed(end: End, phase: Phase, ending: Failure): object {
  const { call, stack, record, job } = end;
  const { logicalId, definition } = record;
  const status = failedStatus(record, job);
  const reason = reasonOf(end, ending);
  if (isCleanup(phase) && job.work === 'delete') forget(end, phase);
  else
    resources.put(call.tx, call, partKey(stack.key, logicalId), {
      ...record,
      status,
      statusReason: reason,
      updatedAt: call.now,
      ...(phase === 'forward' && isAsked(job) && { attempted: job.kept ?? job.wanted.properties }),
    });
  const physicalId = job.work === 'delete' ? job.had.physicalId : record.made?.physicalId;
  const properties =
    job.work === 'create' || job.work === 'update' || job.work === 'import'
      ? (job.shown ?? job.kept ?? job.wanted.properties)
      : job.work === 'delete'
        ? shownOf(goneOf(record, phase))
        : undefined;
  resourceEvent(call, stack, { logicalId, type: definition.Type, physicalId, status, reason, properties });
  return {};
}

/** An update of a custom resource that somebody was asked for: it is refused without, where that would be another. */
function isAsked(job: Job): job is Extract<Job, { readonly work: 'update' }> {
  if (job.work !== 'update' || !isCustom(job.type)) return false;
  return job.wanted.properties['ServiceToken'] === job.had.properties['ServiceToken'];
}

function failedStatus({ status }: ResourceRecord, { work }: Job): ResourceRecord['status'] {
  if (work === 'delete') return 'DELETE_FAILED';
  if (status.startsWith('IMPORT')) return 'IMPORT_FAILED';
  return status.startsWith('UPDATE') ? 'UPDATE_FAILED' : 'CREATE_FAILED';
}

function reasonOf({ stack, record, job }: End, ending: Failure): string {
  if ('cancelled' in ending)
    return record.status.startsWith('UPDATE') ? 'Resource update cancelled' : 'Resource creation cancelled';
  const { code, message } = ending.failed;
  if (job.work === 'impossible' || isOwn(record.definition.Type)) return message;
  const token = derivedUuid(stack.key, record.operation, record.logicalId);
  return `Resource handler returned message: "${message}" (RequestToken: ${token}, HandlerErrorCode: ${code})`;
}

/** CloudFormation's own types are no handlers, but for stack sets: their failures are told as they are. */
export const isOwn = (typeName: string): boolean =>
  /^(AWS::CloudFormation|Custom)::/.test(typeName) && typeName !== 'AWS::CloudFormation::StackSet';
