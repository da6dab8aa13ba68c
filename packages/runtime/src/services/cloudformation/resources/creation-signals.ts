import { AwsError } from '../../../base/aws-error.ts';
import {
  call,
  made,
  ResourceFailure,
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
  { count, timeoutMs }: SignalsExpected,
): Work<Made> {
  const result = yield* type.create(wanted);
  yield* made(result.physicalId);
  const { stackId, logicalId } = wanted;
  const asked = { stackId, logicalId };
  const until = `failures > \`0\` || successes >= \`${count}\``;
  try {
    const { failures, successes } = yield* wait<Counted>('cloudformation', 'CountSignals', asked, {
      until,
      timeoutMs,
    });
    if (failures === 0) return result;
    throw new ResourceFailure(
      `Received ${successes} SUCCESS signal(s) out of ${count}. ` +
        'Unable to satisfy 100% MinSuccessfulInstancesPercent requirement',
    );
  } catch (error) {
    if (!(error instanceof AwsError) || error.name !== 'NotStabilized') throw error;
    const { successes } = yield* call<Counted>('cloudformation', 'CountSignals', asked);
    throw new ResourceFailure(
      `Failed to receive ${count - successes} resource signal(s) within the specified duration`,
      'NotStabilized',
    );
  }
}

/** `PT1H30M` in milliseconds; undefined where it is no duration. */
export function durationOf(text: string): number | undefined {
  const [, hours = '0', minutes = '0', seconds = '0'] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(text) ?? [];
  const total = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return total > 0 ? total : undefined;
}
