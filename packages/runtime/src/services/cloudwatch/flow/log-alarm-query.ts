import { servicePrincipal } from '../../../base/service-principal.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { EngineFact } from '../../../engine/flow.ts';
import { aggregating, readAggregation } from '../log-alarm/aggregation.ts';
import type { Row } from '../log-alarm/results.ts';
import type { LogAlarmConfiguration } from '../records.ts';
import { placeOf } from './acting.ts';
import type { Scope } from '../../../base/scope.ts';

/** One time that a log alarm's query was due, and what is known of it so far. */
export interface Execution {
  /** Epoch milliseconds. */
  readonly at: number;
  /** What counts. */
  readonly values: Asked;
  /** The events themselves, where they are to be told of. */
  readonly lines?: Asked | undefined;
}

interface Asked {
  readonly queryId?: string;
  readonly rows?: readonly Row[];
  readonly failed?: Failure;
}

/** AWS: an error is the user's to mend, a failure is not. */
export interface Failure {
  readonly kind: 'EVALUATION_ERROR' | 'EVALUATION_FAILURE';
  readonly reason: string;
}

type What = 'values' | 'lines';
type Step = 'start' | 'end' | 'answer';

const whats: readonly What[] = ['values', 'lines'];

/** Its effects' names, all of which are over when the next execution begins. */
export const queryEffects: readonly string[] = whats.flatMap((what) =>
  (['start', 'end', 'answer'] as const).map((step) => `${what}-${step}`),
);

/** AWS: GetQueryResults, of an event: what it says. */
const messageField = '@message';

export function begin(alarm: Scope, configuration: LogAlarmConfiguration, at: number) {
  const { query, lines } = configuration;
  const aggregation = readAggregation(query.aggregation)!;
  const execution: Execution = { at, values: {}, ...(lines && { lines: {} }) };
  const start = (queryString: string, limit?: number): AwsCall =>
    asked(alarm, 'StartQuery', query.roleArn, {
      logGroupIdentifiers: query.groups,
      // To the second, and up to the one before the end: AWS's ranges are inclusive.
      startTime: Math.floor(at / 1000) - query.startSeconds,
      endTime: Math.floor(at / 1000) - query.endSeconds - 1,
      queryString,
      ...(limit !== undefined && { limit }),
    });
  const effects = {
    'values-start': start(aggregating(query.text, aggregation)),
    ...(lines && { 'lines-start': start(query.text, lines.count) }),
  };
  return { execution, effects };
}

const asked = (scope: Scope, operation: string, as: string, input: object): AwsCall => ({
  type: 'aws.call',
  service: 'logs',
  operation,
  input,
  as,
  session: 'log-alarm',
  scope: placeOf(scope),
});

type Outcome = Extract<EngineFact, { type: 'EffectSucceeded' | 'EffectFailed' }>;

/** What has become of one of its calls, and the next. Undefined where it was none of them. */
export function proceed(
  alarm: Scope & { readonly running?: Execution | undefined },
  { query, lines }: LogAlarmConfiguration,
  outcome: Outcome,
): { readonly execution: Execution; readonly effects: Readonly<Record<string, AwsCall>> } | undefined {
  const { running } = alarm;
  if (!running || !queryEffects.includes(outcome.effect)) return undefined;
  const [what, step] = outcome.effect.split('-') as [What, Step];
  const told = (more: Asked, effects: Readonly<Record<string, AwsCall>> = {}) => ({
    execution: { ...running, [what]: { ...running[what], ...more } },
    effects,
  });
  if (outcome.type === 'EffectFailed') return told({ failed: failureOf(outcome) });
  switch (step) {
    case 'start': {
      const { queryId } = outcome.output as { queryId: string };
      const wait = asked(alarm, 'AwaitQuery', servicePrincipal('logs'), { queryId });
      return told({ queryId }, { [`${what}-end`]: wait });
    }
    case 'end': {
      const { status } = outcome.output as { status: string };
      if (status !== 'Complete')
        return told({ failed: { kind: 'EVALUATION_FAILURE', reason: `The query ended as ${status}.` } });
      // AWS: user guide, "Alarming on logs": the lines are fetched as a role that trusts CloudWatch.
      const as = what === 'lines' && lines ? lines.roleArn : query.roleArn;
      const { queryId } = running[what]!;
      return told({}, { [`${what}-answer`]: asked(alarm, 'GetQueryResults', as, { queryId }) });
    }
    case 'answer':
      return told({ rows: (outcome.output as { results?: readonly Row[] }).results ?? [] });
  }
}

const failureOf = ({ code, reason }: Extract<EngineFact, { type: 'EffectFailed' }>): Failure => ({
  kind: code === 'LimitExceededException' ? 'EVALUATION_FAILURE' : 'EVALUATION_ERROR',
  reason: `${code}: ${reason}`,
});

export const isOver = ({ values, lines }: Execution): boolean =>
  [values, lines].every((each) => !each || each.rows !== undefined || each.failed !== undefined);

/** AWS: SNS, "Publish": 256 KB; the lines leave room for the rest of the message, which may double their quotes. */
const linesBytesMax = 100_000;

/** What the found events say, as far as a message has room for it. */
export function linesOf({ lines }: Execution): readonly string[] {
  const told: string[] = [];
  let bytes = 0;
  for (const row of lines?.rows ?? []) {
    const line = row.find(({ field }) => field === messageField)?.value ?? rowText(row);
    bytes += Buffer.byteLength(line);
    if (bytes > linesBytesMax) break;
    told.push(line);
  }
  return told;
}

const rowText = (row: Row): string =>
  JSON.stringify(
    Object.fromEntries(row.filter(({ field }) => field !== '@ptr').map((f) => [f.field, f.value])),
  );
