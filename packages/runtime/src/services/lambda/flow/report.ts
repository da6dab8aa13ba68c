import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { forget, keptMs } from './forgetting.ts';

export interface Measurement {
  readonly MetricName: string;
  readonly Value: number;
  readonly Unit: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

/** What CloudWatch is told of one invocation. */
export interface Report extends Scope {
  /** The function's: its log is its own. */
  readonly role: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly lines: readonly string[];
  /** When it was invoked: what is measured of it is of that time. */
  readonly invokedAt: number;
  /** How long it ran, milliseconds of the wall. */
  readonly durationMs?: number | undefined;
  readonly measurements: readonly Measurement[];
  readonly underWay: readonly string[];
  readonly flow: string;
}

export const reportFlow: Flow<Report, never> = { kind: 'lambda.report', decide };

function decide(report: Report, fact: EngineFact, now: number): Decision<Report> {
  switch (fact.type) {
    case 'Started':
      return wait(report, begin(report, now), now);
    case 'EffectSucceeded':
      return wait(without(report, fact.effect), next(report, fact.effect, undefined, now), now);
    case 'EffectFailed':
      return wait(without(report, fact.effect), next(report, fact.effect, fact.code, now), now);
    case 'WakeTime':
      return { state: report, effects: { forget: forget(report, report.flow) } };
    case 'FlowEnded':
      assert(false, 'a report awaits no other flow');
      return { state: report };
    default:
      return never(fact);
  }
}

type Effects = Readonly<Record<string, Effect>>;

/**
 * AWS: developer guide, "Types of metrics for Lambda functions": "The timestamp on a metric reflects when the function
 * was invoked." On a fast clock a process takes as long as ever: four seconds of it are minutes of the house, and what
 * is measured would come too late for every alarm. So it began as long ago as its duration says.
 */
function begin(report: Report, now: number): Effects {
  const { measurements, lines, invokedAt, durationMs = 0 } = report;
  const Timestamp = new Date(Math.max(invokedAt, now - durationMs)).toISOString();
  const MetricData = measurements.map((measurement) => ({ ...measurement, Timestamp }));
  const input = { Namespace: 'AWS/Lambda', MetricData };
  const metrics = called(report, 'cloudwatch', 'PutMetricData', input, servicePrincipal('lambda'));
  return { metrics, ...(lines.length > 0 && { log: putLog(report, now) }) };
}

/**
 * The log's group and stream are made when they are missing. A role that may not write logs loses them, as
 * on AWS.
 */
function next(report: Report, effect: string, refused: string | undefined, now: number): Effects {
  const { logGroupName, logStreamName, role } = report;
  const there = refused === undefined || refused === 'ResourceAlreadyExistsException';
  switch (effect) {
    case 'log':
      return refused === 'ResourceNotFoundException'
        ? { group: called(report, 'logs', 'CreateLogGroup', { logGroupName }, role) }
        : {};
    case 'group':
      return there
        ? { stream: called(report, 'logs', 'CreateLogStream', { logGroupName, logStreamName }, role) }
        : {};
    case 'stream':
      return there ? { 'log again': putLog(report, now) } : {};
    default:
      return {};
  }
}

function putLog(report: Report, now: number): Effect {
  const { logGroupName, logStreamName, lines, role } = report;
  const logEvents = lines.map((message) => ({ timestamp: now, message }));
  return called(report, 'logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents }, role);
}

const without = (report: Report, effect: string): Report => ({
  ...report,
  underWay: report.underWay.filter((name) => name !== effect),
});

/** A report that has been made is kept for a while: an invocation repeated after a crash finds it. */
function wait(before: Report, effects: Effects, now: number): Decision<Report> {
  const underWay = [...before.underWay, ...Object.keys(effects)];
  if (underWay.length > 0) return { state: { ...before, underWay }, effects };
  return { state: { ...before, underWay, lines: [], measurements: [] }, wakeAt: now + keptMs };
}

function called(report: Report, service: string, operation: string, input: object, as: string): Effect {
  const { account, region } = report;
  return { type: 'aws.call', service, operation, input, as, scope: { account, region } };
}
