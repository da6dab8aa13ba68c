import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Answered, Given } from '../../../base/given.ts';
import type { RegistryType } from '../../../base/registry-type.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Call, Handler, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import {
  cannotDetectDrift,
  detectionNotFound,
  driftNotSupported,
  invalidNextToken,
  noSuchStack,
  resourceNotFound,
} from '../errors.ts';
import type { Types } from '../progress/types.ts';
import {
  detections,
  drifts,
  findStack,
  partKey,
  registryTypes,
  resources,
  stackArn,
  stacks,
  type DetectionRecord,
  type DriftRecord,
  type MadeResource,
  type ResourceRecord,
  type Reverted,
  type StackRecord,
} from '../records.ts';
import type { Resolved } from '../flow/lookup.ts';
import { driftOf } from '../template/drift.ts';
import { withAnswers } from '../template/dynamic-references.ts';
import { asterisks, isMasked, maskedAs } from '../template/masking.ts';
import type { Values } from '../template/template.ts';
import { withoutAttached } from './attachments.ts';
import { secretsOf, withoutSecrets } from './drift-secrets.ts';
import { expectedOf, liveOf, readableOf, roleOf, type Live, type Readable } from './live-properties.ts';

/** A resource as it is, and what stands behind the secrets that are asked for. */
interface Seen {
  readonly readable: Readable;
  readonly live: Live;
  readonly secrets: Resolved;
}

interface Looked {
  readonly stack: StackRecord;
  readonly lives: readonly Seen[];
  readonly unsupported: readonly ResourceRecord[];
}

/** Looks at a stack's resources as they are; all of them, unless some are named. */
async function look(
  name: string,
  { types, call, wanted }: { types: Types; call: WaitingCall; wanted?: readonly string[] | undefined },
): Promise<Looked> {
  const { stack, readable, unsupported } = call.transaction((inner) => {
    const stack = findStack(inner.tx, inner, name) ?? noSuchStack(name);
    if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_(COMPLETE|FAILED)$/.test(stack.status))
      cannotDetectDrift(stack.status);
    const all = resources.list(inner.tx, inner, { prefix: partKey(stack.key, '') });
    const records = all.filter(({ logicalId }) => wanted?.includes(logicalId) ?? true);
    const readable = readableOf(inner, stack, { types, records });
    const seen = new Set(readable.map(({ record }) => record));
    return { stack, readable, unsupported: records.filter((record) => !seen.has(record)) };
  });
  const lives: Seen[] = [];
  const as = roleOf(stack);
  for (const each of readable)
    lives.push({
      readable: each,
      live: await liveOf(each.work(), call, as),
      secrets: await secretsOf(each.made.properties as Values, call, as),
    });
  return { stack, lives, unsupported };
}

/** Writes down what was found of one resource. */
function keep(call: Call, stack: StackRecord, { readable, live, secrets }: Seen): DriftRecord {
  const { record, made } = readable;
  const registry = registryTypes.get(call.tx, call, record.definition.Type);
  const expected = expectedOf(made, registry);
  const resolved = withAnswers(expected, secrets.answers ?? {}) as Values;
  const refused = secrets.refused;
  const own =
    'actual' in live ? { actual: withoutAttached(call, stack, { record, expected, ...live }) } : live;
  const seen = compared(refused === undefined ? own : { refused }, resolved, registry);
  const found = withoutSecrets(seen, resolved, expected);
  const drift: DriftRecord = { logicalId: record.logicalId, at: call.now, expected, ...found };
  drifts.put(call.tx, call, partKey(stack.key, record.logicalId), drift);
  return drift;
}

type Compared = Pick<DriftRecord, 'status' | 'actual' | 'differences' | 'reason'>;

function compared(live: Live, expected: Values, registry: RegistryType | undefined): Compared {
  if ('gone' in live) return { status: 'DELETED', differences: [] };
  if ('refused' in live) return { status: 'NOT_CHECKED', differences: [], reason: live.refused };
  const { differences, actual } = driftOf(registry, expected, live.actual);
  return { status: differences.length > 0 ? 'MODIFIED' : 'IN_SYNC', differences, actual };
}

const isDrifted = ({ status }: DriftRecord): boolean => status === 'MODIFIED' || status === 'DELETED';

/** What differs of a stack from what was made of it, to be brought back. */
export async function revertedOf(name: string, types: Types, call: WaitingCall): Promise<Reverted> {
  const { stack, lives } = await look(name, { types, call });
  return call.transaction((inner) =>
    Object.fromEntries(
      lives.flatMap((seen) => {
        const drift = keep(inner, stack, seen);
        return isDrifted(drift) ? [[drift.logicalId, drift.actual ?? null]] : [];
      }),
    ),
  );
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DetectStackDrift.html */
export const detectStackDrift = (
  types: Types,
): WaitingHandler<Given<sdk.DetectStackDriftCommandInput>, Answered<sdk.DetectStackDriftCommandOutput>> => ({
  async waits(input, call) {
    const looked = await look(input.StackName, { types, call, wanted: input.LogicalResourceIds });
    return call.transaction((inner) => {
      const found = looked.lives.map((seen) => keep(inner, looked.stack, seen));
      const drifted = found.filter(isDrifted).length;
      const id = inner.ids.uuid();
      const status = drifted > 0 ? 'DRIFTED' : 'IN_SYNC';
      const detection: DetectionRecord = { stackKey: looked.stack.key, at: inner.now, status, drifted };
      detections.put(inner.tx, inner, id, detection);
      const stack = stacks.get(inner.tx, inner, looked.stack.key)!;
      stacks.put(inner.tx, inner, stack.key, { ...stack, drift: { status, at: inner.now } });
      tellDrift(inner, id, detection);
      return { StackDriftDetectionId: id };
    });
  },
});

// AWS: user guide, "CloudFormation events delivered via EventBridge": of a drift detection that is over.
function tellDrift(call: Call, id: string, { stackKey, status, drifted }: DetectionRecord): void {
  const stackId = stackArn(call, stackKey);
  call.emit({
    source: 'aws.cloudformation',
    detailType: 'CloudFormation Drift Detection Status Change',
    resources: [stackId],
    detail: {
      'stack-id': stackId,
      'stack-drift-detection-id': id,
      'status-details': { 'stack-drift-status': status, 'detection-status': 'DETECTION_COMPLETE' },
      'drift-detection-details': { 'drifted-stack-resource-count': drifted },
    },
  });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackDriftDetectionStatus.html */
export const describeStackDriftDetectionStatus: Handler<
  Given<sdk.DescribeStackDriftDetectionStatusCommandInput>,
  Answered<sdk.DescribeStackDriftDetectionStatusCommandOutput>
> = ({ StackDriftDetectionId: id }, call) => {
  const found = detections.get(call.tx, call, id) ?? detectionNotFound(id);
  return {
    StackId: stackArn(call, found.stackKey),
    StackDriftDetectionId: id,
    StackDriftStatus: found.status,
    DetectionStatus: 'DETECTION_COMPLETE',
    DriftedStackResourceCount: found.drifted,
    Timestamp: new Date(found.at),
  };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DetectStackResourceDrift.html */
export const detectStackResourceDrift = (
  types: Types,
): WaitingHandler<
  Given<sdk.DetectStackResourceDriftCommandInput>,
  Answered<sdk.DetectStackResourceDriftCommandOutput>
> => ({
  async waits(input, call) {
    const { LogicalResourceId: logicalId } = input;
    const { stack, lives, unsupported } = await look(input.StackName, { types, call, wanted: [logicalId] });
    if (unsupported.length > 0) driftNotSupported(logicalId, unsupported[0]!.definition.Type);
    const [found] = lives;
    if (!found) return resourceNotFound(logicalId, stack.name);
    return call.transaction((inner) => {
      const drift = keep(inner, stack, found);
      return { StackResourceDrift: driftAnswer(inner, stack, { record: found.readable.record, drift }) };
    });
  },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResourceDrifts.html */
export const describeStackResourceDrifts: Handler<
  Given<sdk.DescribeStackResourceDriftsCommandInput>,
  Answered<sdk.DescribeStackResourceDriftsCommandOutput>
> = (input, call) => {
  const stack = findStack(call.tx, call, input.StackName) ?? noSuchStack(input.StackName);
  const wanted = input.StackResourceDriftStatusFilters ?? [];
  const found = drifts
    .list(call.tx, call, { prefix: partKey(stack.key, '') })
    .filter(({ status }) => wanted.length === 0 || wanted.includes(status));
  const page = pageOf(found, ({ logicalId }) => logicalId, {
    token: input.NextToken,
    limit: input.MaxResults ?? 100,
    invalid: invalidNextToken,
  });
  return {
    StackResourceDrifts: page.items.flatMap((drift) => {
      const record = resources.get(call.tx, call, partKey(stack.key, drift.logicalId));
      return record ? [driftAnswer(call, stack, { record, drift })] : [];
    }),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

/** AWS: unverified that drift masks what is not to be echoed, as events do. */
function shownDrift(drift: DriftRecord, made: MadeResource | undefined): DriftRecord {
  if (!made?.shown) return drift;
  const [real, shown] = [made.properties as Values, made.shown as Values];
  return {
    ...drift,
    expected: maskedAs(drift.expected, real, shown) as Values,
    ...(drift.actual && { actual: maskedAs(drift.actual, real, shown) as Values }),
    differences: drift.differences.map((difference) =>
      isMasked(difference.PropertyPath!.split('/').slice(1), real, shown)
        ? { ...difference, ExpectedValue: asterisks, ActualValue: asterisks }
        : difference,
    ),
  };
}

function driftAnswer(
  scope: Scope,
  stack: StackRecord,
  { record, drift }: { readonly record: ResourceRecord; readonly drift: DriftRecord },
): sdk.StackResourceDrift {
  const { status, at, reason } = drift;
  const { expected, actual, differences } = shownDrift(drift, record.made);
  const told = status === 'MODIFIED' || status === 'IN_SYNC';
  return {
    StackId: stackArn(scope, stack.key),
    LogicalResourceId: record.logicalId,
    PhysicalResourceId: record.made?.physicalId,
    ResourceType: record.definition.Type,
    ...(told && { ExpectedProperties: JSON.stringify(expected) }),
    ...(told && actual && { ActualProperties: JSON.stringify(actual) }),
    PropertyDifferences: [...differences],
    StackResourceDriftStatus: status,
    Timestamp: new Date(at),
    ...(reason !== undefined && { DriftStatusReason: reason }),
  };
}
