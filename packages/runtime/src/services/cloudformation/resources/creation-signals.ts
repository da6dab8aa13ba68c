import {
  call,
  made,
  ResourceFailure,
  tolerate,
  wait,
  type Made,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';

/** What a CreationPolicy waits for. */
export interface SignalsExpected {
  readonly count: number;
  readonly timeoutMs: number;
  /** How many of a hundred have to be of success. */
  readonly percentMin: number;
}

interface Counted {
  readonly successes: number;
  readonly failures: number;
}

/** A resource that is made when it has been made and has been signalled as often as its policy says. */
// AWS: user guide, "CreationPolicy attribute".
export function* signalledCreation(
  type: ResourceType,
  wanted: Wanted,
  expected: SignalsExpected,
): Work<Made> {
  const result = yield* type.create(wanted);
  yield* made(result.physicalId);
  const { stackId, logicalId } = wanted;
  const { count, percentMin } = expected;
  const failuresMax = Math.floor((count * (100 - percentMin)) / 100);
  const { successes, failures } = yield* counted({ stackId, logicalId }, expected, failuresMax);
  const missing = Math.max(0, count - successes - failures);
  if (failures + missing <= failuresMax) return result;
  if (failures > 0)
    throw new ResourceFailure(
      `Received ${successes} SUCCESS signal(s) out of ${count}. ` +
        `Unable to satisfy ${percentMin}% MinSuccessfulInstancesPercent requirement`,
    );
  throw new ResourceFailure(
    `Failed to receive ${missing} resource signal(s) within the specified duration`,
    'NotStabilized',
  );
}

/** As many as are expected, too many failures, or what has come when the time is over. */
function* counted(asked: object, { count, timeoutMs }: SignalsExpected, failuresMax: number): Work<Counted> {
  const until = `failures > \`${failuresMax}\` || sum([failures, successes]) >= \`${count}\``;
  const over = wait<Counted>('cloudformation', 'CountSignals', asked, { until, timeoutMs });
  const told = yield* tolerate(['NotStabilized'], over);
  return told ?? (yield* call<Counted>('cloudformation', 'CountSignals', asked));
}
