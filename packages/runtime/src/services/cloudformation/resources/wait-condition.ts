import { AwsError } from '../../../base/aws-error.ts';
import type { Signal, Signals } from '../operations/responses.ts';
import {
  call,
  made,
  nameFor,
  ResourceFailure,
  wait,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';

/** A URL that signals are put to; its `Ref` is the URL. */
export const waitConditionHandle: ResourceType = {
  typeName: 'AWS::CloudFormation::WaitConditionHandle',
  *create({ stackId, logicalId }) {
    const { url } = yield* call<{ url: string }>('cloudformation', 'OpenResponse', {
      kind: 'condition',
      stackId,
      logicalId,
    });
    return { physicalId: url };
  },
  *delete({ physicalId }) {
    yield* call('cloudformation', 'CloseResponse', { id: idOf(physicalId) });
  },
};

/** The id of the response behind a handle's URL. */
const idOf = (url: string): string =>
  decodeURIComponent(url.slice(url.lastIndexOf('/') + 1, url.lastIndexOf('?')))
    .split('|')
    .at(-1)!;

interface Condition {
  readonly Handle: string;
  readonly Timeout: string | number;
  readonly Count?: string | number;
}

/** Waits for as many signals as it counts. AWS: it cannot be updated, and a handle is good for one condition. */
export const waitCondition: ResourceType<Condition> = {
  typeName: 'AWS::CloudFormation::WaitCondition',
  *create(wanted) {
    const { Handle, Timeout, Count = 1 } = wanted.properties;
    const timeoutSeconds = wholeNumber('Timeout', Timeout, timeoutSecondsMax);
    const count = wholeNumber('Count', Count);
    const id = handleId(Handle);
    yield* made(nameFor(wanted));
    const signals = yield* signalled(id, { count, timeoutMs: timeoutSeconds * 1000 });
    const failed = signals.find(({ Status }) => Status !== 'SUCCESS');
    if (failed)
      throw new ResourceFailure(
        `WaitCondition received failed message: '${failed.Reason ?? ''}' for uniqueId: ${failed.UniqueId ?? ''}`,
      );
    const data = Object.fromEntries(signals.map(({ UniqueId, Data }) => [UniqueId ?? '', Data ?? '']));
    return { physicalId: nameFor(wanted), attributes: { Data: JSON.stringify(data) } };
  },
  *delete() {
    yield* [];
  },
};

/** AWS: template reference, AWS::CloudFormation::WaitCondition: at most 12 hours. */
const timeoutSecondsMax = 43_200;

// AWS: unverified: the sentences.
function wholeNumber(name: string, value: unknown, max = Number.MAX_SAFE_INTEGER): number {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0 && number <= max) return number;
  throw new ResourceFailure(
    `${name} must be a whole number from 1 to ${max}, not ${value}`,
    'InvalidRequest',
  );
}

function handleId(handle: unknown): string {
  if (typeof handle === 'string' && URL.canParse(handle) && !/%(?![0-7][0-9a-f])/i.test(handle))
    return idOf(handle);
  throw new ResourceFailure(
    `Handle must be the URL of a WaitConditionHandle, not ${String(handle)}`,
    'InvalidRequest',
  );
}

interface Expected {
  readonly count: number;
  readonly timeoutMs: number;
}

/** As many signals as are expected, or fewer with one that failed. */
function* signalled(id: string, { count, timeoutMs }: Expected): Work<readonly Signal[]> {
  const until = `failed || length(signals) >= \`${count}\``;
  try {
    const told = yield* wait<Signals>('cloudformation', 'ReadSignals', { id }, { until, timeoutMs });
    return told.signals;
  } catch (error) {
    if (!(error instanceof AwsError) || error.name !== 'NotStabilized') throw error;
    const { signals } = yield* call<Signals>('cloudformation', 'ReadSignals', { id });
    throw new ResourceFailure(
      `WaitCondition timed out. Received ${signals.length} conditions when expecting ${count}`,
      'NotStabilized',
    );
  }
}
