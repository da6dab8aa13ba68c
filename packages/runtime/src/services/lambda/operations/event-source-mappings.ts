import type {
  CreateEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommandInput,
  EventSourceMappingConfiguration,
  GetEventSourceMappingCommandInput,
  ListEventSourceMappingsCommandInput,
  ListEventSourceMappingsResponse,
  UpdateEventSourceMappingCommandInput,
} from '@aws-sdk/client-lambda';
import { parseArn } from '../../../base/arn.ts';
import { AwsError } from '../../../base/aws-error.ts';
import { derivedUuid } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import { PatternFault } from '../../../base/pattern/fault.ts';
import { readPattern } from '../../../base/pattern/pattern.ts';
import type { Scope } from '../../../base/scope.ts';
import {
  flowId,
  type Call,
  type Handler,
  type WaitingCall,
  type WaitingHandler,
} from '../../../dispatch/service.ts';
import {
  invalidParameter,
  mappingExists,
  noSuchResource,
  notServed,
  queueTooImpatient,
  sourceNotReadable,
  unknownSource,
} from '../errors.ts';
import { mappingFlow, type Mapping, type MappingSettings } from '../flow/mapping.ts';
import { referenceOf, resolve, type Reference } from '../references.ts';
import { functionArn, mappingArn, mappings, type EventSourceMapping } from '../records.ts';

type Settings = CreateEventSourceMappingCommandInput;

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
export const createEventSourceMapping: WaitingHandler<Settings, EventSourceMappingConfiguration> = {
  async waits(input, call) {
    const source = sourceOf(input.EventSourceArn);
    const reference = referenceOf(input.FunctionName!);
    await assertQueue(call, source, reference);
    return call.transaction((committing) => {
      const { tx, now, ids } = committing;
      const uuid = call.effectId === undefined ? ids.uuid() : derivedUuid('lambda.mapping', call.effectId);
      const before = mappings.get(tx, call, uuid); // Made before a crash, by this very call.
      if (before) return answer(committing, before);
      assertAlone(committing, source, reference);
      const mapping: EventSourceMapping = {
        uuid,
        functionName: reference.name,
        qualifier: reference.qualifier,
        eventSourceArn: source,
        ...settingsOf(input, source, undefined),
        tags: input.Tags ?? {},
        lastModified: now,
      };
      mappings.put(tx, call, uuid, mapping);
      begin(committing, mapping);
      return answer(committing, mapping);
    });
  },
};

function sourceOf(arn: string | undefined): string {
  const source = arn === undefined ? undefined : parseArn(arn);
  if (!source) return unknownSource();
  if (source.service !== 'sqs') notServed(`An event source mapping from ${source.service}`);
  return arn!;
}

/** The function's role must be able to read the queue, and messages must stay hidden while the function runs. */
async function assertQueue(call: WaitingCall, source: string, reference: Reference): Promise<void> {
  const version = call.transaction(({ tx }) => resolve(tx, call, reference));
  const { account, region, resource } = parseArn(source)!;
  try {
    const { Attributes } = await call.perform({
      type: 'aws.call',
      service: 'sqs',
      operation: 'GetQueueAttributes',
      input: { QueueUrl: `${account}/${resource}`, AttributeNames: ['VisibilityTimeout'] },
      as: version.role,
      scope: { account, region },
    });
    const hidden = Number(Attributes.VisibilityTimeout);
    if (hidden < version.timeoutSeconds) queueTooImpatient(hidden, version.timeoutSeconds);
  } catch (error) {
    if (!(error instanceof AwsError) || error.name === 'InvalidParameterValueException') throw error;
    sourceNotReadable(error.name, error.message);
  }
}

function assertAlone(call: Call, source: string, { name, qualifier }: Reference): void {
  const other = mappings
    .list(call.tx, call)
    .find(
      (each) => each.eventSourceArn === source && each.functionName === name && each.qualifier === qualifier,
    );
  if (other) mappingExists(source, name, other.uuid);
}

type Changeable = Pick<
  EventSourceMapping,
  'enabled' | 'batchSize' | 'windowSeconds' | 'filters' | 'reportsFailures' | 'concurrencyMax'
>;

/** AWS: "BatchSize … Amazon SQS – Default 10. For standard queues the max is 10,000. For FIFO queues the max is 10." */
const batchMax = { standard: 10_000, fifo: 10, withoutWindow: 10 };

function settingsOf(input: Partial<Settings>, source: string, before: Changeable | undefined): Changeable {
  const isFifo = source.endsWith('.fifo');
  const batchSize = input.BatchSize ?? before?.batchSize ?? 10;
  const windowSeconds = input.MaximumBatchingWindowInSeconds ?? before?.windowSeconds ?? 0;
  const most = isFifo ? batchMax.fifo : batchMax.standard;
  if (batchSize > most) invalidParameter(`Batch size must be less than or equal to ${most}.`);
  if (isFifo && windowSeconds > 0) invalidParameter('Batching window is not supported for FIFO queues');
  if (batchSize > batchMax.withoutWindow && windowSeconds === 0)
    invalidParameter(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  const types = input.FunctionResponseTypes;
  return {
    enabled: input.Enabled ?? before?.enabled ?? true,
    batchSize,
    windowSeconds,
    filters: input.FilterCriteria ? filtersOf(input.FilterCriteria) : (before?.filters ?? []),
    reportsFailures: types ? types.includes('ReportBatchItemFailures') : (before?.reportsFailures ?? false),
    concurrencyMax: input.ScalingConfig ? input.ScalingConfig.MaximumConcurrency : before?.concurrencyMax,
  };
}

function filtersOf({ Filters = [] }: NonNullable<Settings['FilterCriteria']>): string[] {
  const patterns = Filters.flatMap(({ Pattern }) => (Pattern === undefined ? [] : [Pattern]));
  for (const pattern of patterns) {
    try {
      readPattern(pattern);
    } catch (error) {
      if (!(error instanceof PatternFault)) throw error;
      invalidParameter(`Invalid filter pattern definition. ${error.message}`);
    }
  }
  return patterns;
}

/** AWS: standard queues begin with five batches at once; here no more are worked on, unless they are asked for. */
const concurrency = 5;

function flowSettings(call: Call, mapping: EventSourceMapping): MappingSettings {
  const { functionName: name, qualifier, enabled, batchSize, filters, reportsFailures } = mapping;
  return {
    enabled,
    role: resolve(call.tx, call, { name, qualifier }).role,
    functionArn: functionArn(call, name, qualifier),
    batchSize,
    windowMs: mapping.windowSeconds * 1000,
    filters,
    reportsFailures,
    concurrencyMax: mapping.concurrencyMax ?? concurrency,
  };
}

const flowOf = (scope: Scope, uuid: string): string => flowId(mappingFlow.kind, scope, uuid);

function begin(call: Call, mapping: EventSourceMapping): void {
  const state: Mapping = {
    account: call.account,
    region: call.region,
    uuid: mapping.uuid,
    queueArn: mapping.eventSourceArn,
    ...flowSettings(call, mapping),
    gathered: [],
    running: {},
    count: 0,
    isReceiving: false,
    lastResult: 'No records processed',
  };
  call.flows.start(mappingFlow.kind, flowOf(call, mapping.uuid), state);
}

export const updateEventSourceMapping: Handler<
  UpdateEventSourceMappingCommandInput,
  EventSourceMappingConfiguration
> = (input, call) => {
  const before = findMapping(call, input.UUID!);
  const { name: functionName, qualifier } =
    input.FunctionName === undefined
      ? { name: before.functionName, qualifier: before.qualifier }
      : referenceOf(input.FunctionName);
  const settings = settingsOf(input as Partial<Settings>, before.eventSourceArn, before);
  const mapping = { ...before, functionName, qualifier, ...settings, lastModified: call.now };
  mappings.put(call.tx, call, mapping.uuid, mapping);
  call.flows.tell(flowOf(call, mapping.uuid), {
    type: 'MappingChanged',
    settings: flowSettings(call, mapping),
  } as { readonly type: string });
  return answer(call, mapping);
};

export const getEventSourceMapping: Handler<
  GetEventSourceMappingCommandInput,
  EventSourceMappingConfiguration
> = (input, call) => answer(call, findMapping(call, input.UUID!));

/** What was received and not deleted shows again in the queue. */
export const deleteEventSourceMapping: Handler<
  DeleteEventSourceMappingCommandInput,
  EventSourceMappingConfiguration
> = (input, call) => {
  const mapping = findMapping(call, input.UUID!);
  const told = answer(call, mapping);
  mappings.delete(call.tx, call, mapping.uuid);
  call.flows.remove(flowOf(call, mapping.uuid));
  return { ...told, State: 'Deleting' };
};

/** AWS: "MaxItems … Maximum value of 10000", of which 100 are answered. */
const listMax = 100;

export const listEventSourceMappings: Handler<
  ListEventSourceMappingsCommandInput,
  ListEventSourceMappingsResponse
> = (input, call) => {
  const wanted = input.FunctionName === undefined ? undefined : referenceOf(input.FunctionName);
  const all = mappings
    .list(call.tx, call)
    .filter(
      ({ eventSourceArn }) => input.EventSourceArn === undefined || eventSourceArn === input.EventSourceArn,
    )
    .filter(
      ({ functionName, qualifier }) =>
        !wanted || (functionName === wanted.name && (!wanted.qualifier || qualifier === wanted.qualifier)),
    );
  const page = pageOf(all, ({ uuid }) => uuid, {
    token: input.Marker,
    limit: Math.min(input.MaxItems ?? listMax, listMax),
    invalid: () => invalidParameter('Invalid Marker'),
  });
  return {
    EventSourceMappings: page.items.map((mapping) => answer(call, mapping)),
    ...(page.next !== undefined && { NextMarker: page.next }),
  };
};

const findMapping = (call: Call, uuid: string): EventSourceMapping =>
  mappings.get(call.tx, call, uuid) ?? noSuchResource();

function answer(call: Call, mapping: EventSourceMapping): EventSourceMappingConfiguration {
  const { uuid, functionName, qualifier, filters, concurrencyMax } = mapping;
  const flow = call.flows.state<Mapping>(flowOf(call, uuid));
  return {
    UUID: uuid,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.windowSeconds,
    EventSourceArn: mapping.eventSourceArn,
    ...(filters.length > 0 && { FilterCriteria: { Filters: filters.map((Pattern) => ({ Pattern })) } }),
    FunctionArn: functionArn(call, functionName, qualifier),
    LastModified: new Date(mapping.lastModified),
    LastProcessingResult: flow?.lastResult ?? 'No records processed',
    State: mapping.enabled ? 'Enabled' : 'Disabled',
    StateTransitionReason: 'USER_INITIATED',
    FunctionResponseTypes: mapping.reportsFailures ? ['ReportBatchItemFailures'] : [],
    ...(concurrencyMax !== undefined && { ScalingConfig: { MaximumConcurrency: concurrencyMax } }),
    EventSourceMappingArn: mappingArn(call, uuid),
  };
}
