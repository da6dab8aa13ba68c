import type { LoggingConfiguration } from '@aws-sdk/client-sfn';
import { parseArn } from '../../../base/arn.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Given } from '../../../base/given.ts';
import { derivedWord } from '../../../base/ids.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { EngineFact, Flow, NewFlow } from '../../../engine/flow.ts';
import { flowId } from '../../../dispatch/service.ts';
import { nameOf, type Execution, type HistoryEvent } from './execution-state.ts';

/** What of an execution's history goes to CloudWatch Logs, and where to. */
export interface Logged {
  readonly level: 'ALL' | 'ERROR' | 'FATAL';
  readonly includeExecutionData: boolean;
  readonly groupArn: string;
}

/** Undefined where nothing is logged. */
export function loggedBy(configuration: Given<LoggingConfiguration> | undefined): Logged | undefined {
  const { level = 'OFF', includeExecutionData = false, destinations = [] } = configuration ?? {};
  const groupArn = destinations[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  return level === 'OFF' || groupArn === undefined ? undefined : { level, includeExecutionData, groupArn };
}

interface Line {
  readonly timestamp: number;
  readonly message: string;
}

/** Lines on their way. */
interface Delivery {
  readonly scope: Scope;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly logEvents: readonly Line[];
}

const loggingKind = 'states.logging';

/** Makes the stream, which may be there, and puts the lines. What the group does not take is lost, as on AWS. */
export const loggingFlow: Flow<Delivery, never> = {
  kind: loggingKind,
  decide(delivery, fact: EngineFact) {
    if (fact.type === 'Started') return { state: delivery, effects: { stream: streamOf(delivery) } };
    const isMade =
      (fact.type === 'EffectSucceeded' && fact.effect === 'stream') ||
      (fact.type === 'EffectFailed' && fact.code === 'ResourceAlreadyExistsException');
    if (isMade) return { state: delivery, effects: { put: putOf(delivery) } };
    return { state: delivery, ended: true, forgotten: true };
  },
};

const logsCall = ({ scope }: Delivery, operation: string, input: object): AwsCall => ({
  type: 'aws.call',
  service: 'logs',
  operation,
  input,
  // AWS: log groups let it in by a resource policy, or by the permissions that CreateStateMachine asks for.
  as: servicePrincipal('delivery.logs'),
  scope,
});

const streamOf = (delivery: Delivery): AwsCall => {
  const { logGroupName, logStreamName } = delivery;
  return logsCall(delivery, 'CreateLogStream', { logGroupName, logStreamName });
};

const putOf = (delivery: Delivery): AwsCall => {
  const { logGroupName, logStreamName, logEvents } = delivery;
  return logsCall(delivery, 'PutLogEvents', { logGroupName, logStreamName, logEvents });
};

/** AWS: PutLogEvents takes a megabyte; of so many events of a history at most. */
const eventsMax = 500;

/** What is to be logged of a decision. */
export function logged(before: Execution, after: Execution): NewFlow[] {
  const { logging, history } = after;
  const group = logging && parseArn(logging.groupArn);
  if (!logging || !group) return [];
  const wanted = history.slice(before.history.length).filter(({ type }) => isWanted(type, logging.level));
  const batches = Array.from({ length: Math.ceil(wanted.length / eventsMax) }, (_, at) =>
    wanted.slice(at * eventsMax, (at + 1) * eventsMax),
  );
  return batches.map((events) => ({
    kind: loggingKind,
    id: flowId(loggingKind, after.scope, `${nameOf(after)}:${events[0]!.id}`),
    state: {
      scope: { account: group.account, region: group.region },
      logGroupName: group.resource.replace(/^log-group:/, '').replace(/:\*$/, ''),
      logStreamName: streamName(after),
      logEvents: events.map((event) => line(after, event, logging)),
    } satisfies Delivery,
  }));
}

/** AWS: developer guide, "Log levels for Step Functions execution events". */
function isWanted(type: string, level: Logged['level']): boolean {
  const isFatal = /^Execution(?:Aborted|Failed|TimedOut)$/.test(type);
  if (level === 'FATAL') return isFatal;
  return level === 'ALL' || isFatal || type === 'FailStateEntered' || /(?:Failed|TimedOut)$/.test(type);
}

/** AWS: as seen in log groups: `states/<machine>/<minute>/<eight characters>`. */
function streamName({ machineName, startDate, arn }: Execution): string {
  const minute = new Date(startDate).toISOString().slice(0, 16).replace(/[T:]/g, '-');
  return `states/${machineName}/${minute}/${derivedWord(8, '0123456789abcdef', 'log-stream', arn)}`;
}

const data = new Set(['input', 'output', 'parameters', 'inputDetails', 'outputDetails']);

/** AWS: as seen in log groups: numbers are texts, and the details are not named after their event. */
function line({ arn }: Execution, event: HistoryEvent, { includeExecutionData }: Logged): Line {
  const [details = {}] = Object.values(event.details) as object[];
  const told = Object.entries(details).filter(([name]) => includeExecutionData || !data.has(name));
  const message = JSON.stringify({
    id: String(event.id),
    type: event.type,
    details: Object.fromEntries(told),
    redrive_count: '0',
    previous_event_id: String(event.previousEventId),
    event_timestamp: String(event.timestamp),
    execution_arn: arn,
  });
  return { timestamp: event.timestamp, message };
}
