import type { AwsEvent } from '../base/event.ts';
import { derivedUuid } from '../base/ids.ts';
import { own } from '../base/own.ts';
import type { LazyService } from './lazy-service.ts';
import type { Caller } from './service.ts';
import { trailRecord, type TrailRecord } from './trail.ts';

/** What is known of a call besides what the trail keeps. */
interface Told {
  readonly record: TrailRecord;
  readonly region: string;
  readonly account: string;
  readonly input: unknown;
  /** Undefined where it was refused. */
  readonly output?: unknown;
  /** The address it came from; undefined where it came from inside. */
  readonly sourceIp?: string | undefined;
}

export const apiCall = 'AWS API Call via CloudTrail';

/** How a call ended. */
export interface Ending {
  readonly output?: unknown;
  readonly error?: Error | undefined;
}

interface Called extends Ending {
  readonly service: string;
  readonly operation: string;
  readonly caller: Caller;
  readonly input: unknown;
}

/** What the trail keeps of a call that changes something, and what EventBridge is told of it, where it is AWS's own. */
export function trailOf(there: LazyService | undefined, called: Called, now: number) {
  const { operation, caller, input, output, error } = called;
  const named = {
    service: there?.signingName ?? called.service,
    operation: there?.here.trailNames?.[operation] ?? operation,
    caller,
  };
  const record = trailRecord(named, now, error);
  if (!there || !own(there.here.operations, operation)) return { record };
  const { account, region, sourceIp } = caller;
  return { record, event: trailEvent({ record, account, region, input, output, sourceIp }) };
}

/** What EventBridge is told of a call that changed something. Its detail is only made where somebody wants it. */
// AWS: EventBridge user guide, "AWS service events delivered via AWS CloudTrail"; CloudTrail user guide, "CloudTrail
// record contents".
function trailEvent(told: Told): AwsEvent {
  const { record, account, region } = told;
  return {
    account,
    region,
    source: `aws.${record.eventSource.replace('.amazonaws.com', '')}`,
    detailType: apiCall,
    resources: [],
    get detail() {
      return detailOf(told);
    },
  };
}

function detailOf({ record, account, input, output, sourceIp }: Told): object {
  const { eventSource, eventName, awsRegion, userIdentity, errorCode, errorMessage } = record;
  const id = derivedUuid(
    record.eventTime,
    eventSource,
    eventName,
    userIdentity.arn,
    JSON.stringify(shown(input)),
  );
  const by = userIdentity.invokedBy;
  return {
    eventVersion: '1.11',
    userIdentity: identityOf(userIdentity),
    eventTime: new Date(record.eventTime).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    eventSource,
    eventName,
    awsRegion,
    sourceIPAddress: sourceIp ?? by ?? 'AWS Internal',
    ...(by !== undefined && { userAgent: by }),
    ...(errorCode !== undefined && { errorCode, errorMessage }),
    // AWS: of a parameter of Systems Manager the value is hidden.
    requestParameters: bounded(eventName === 'PutParameter' ? valueless(shown(input)) : shown(input)),
    responseElements: errorCode === undefined ? bounded(shown(output)) : null,
    eventID: id,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  };
}

/** AWS: CloudTrail user guide, "CloudTrail userIdentity element". */
function identityOf({ arn, accountId, invokedBy }: TrailRecord['userIdentity']): object {
  const [, role, session] = /:assumed-role\/(.+)\/([^/]+)$/.exec(arn) ?? [];
  const via = invokedBy === undefined ? {} : { invokedBy };
  if (role !== undefined) {
    const issuer = `arn:aws:iam::${accountId}:role/${role}`;
    const sessionIssuer = { type: 'Role', arn: issuer, accountId, userName: role.split('/').at(-1) };
    return {
      type: 'AssumedRole',
      principalId: `${role}:${session}`,
      arn,
      accountId,
      sessionContext: { sessionIssuer },
      ...via,
    };
  }
  if (arn.endsWith('.amazonaws.com')) return { type: 'AWSService', invokedBy: arn };
  const [, user] = /:user\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (user !== undefined)
    return { type: 'IAMUser', principalId: user, arn, accountId, userName: user, ...via };
  return { type: 'Root', principalId: accountId, arn, accountId, ...via };
}

/** What is secret of any service, by its name. */
// AWS: unverified: the whole list; CloudTrail hides what the services say is secret.
const secret = new RegExp(
  '^(secret|secretstring|secretbinary|secretaccesskey|clientsecret|secrettoken|sharedsecret|token|environment)$|' +
    'password|passphrase|sessiontoken|accesstoken|authtoken|plaintext|ciphertext|privatekey|zipfile|apikeyvalue',
  'i',
);
const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** Whether something is secret, as a property of an action type says, is none. */
const isSecret = (name: string, member: unknown): boolean => typeof member !== 'boolean' && secret.test(name);
const depthMax = 20;

/** Members begin with a small letter; bytes, streams and secrets are left out, and nothing at all is null. */
function shown(value: unknown, depth = 0): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (depth > depthMax || ArrayBuffer.isView(value)) return undefined;
  if (Array.isArray(value)) return value.map((each) => shown(each, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    if (member === undefined) return [];
    return [
      [
        name.charAt(0).toLowerCase() + name.slice(1),
        isSecret(name, member) ? hidden : shown(member, depth + 1),
      ],
    ];
  });
  return depth === 0 && members.length === 0 ? null : Object.fromEntries(members);
}

const valueless = (parameters: unknown): object => ({ ...(parameters as object), value: hidden });

/** AWS: CloudTrail user guide, "requestParameters": "a maximum size of 100 KB". */
const lengthMax = 100 * 1024;

function bounded(parameters: unknown): unknown {
  const { length } = JSON.stringify(parameters ?? null);
  if (length <= lengthMax) return parameters ?? null;
  return { omitted: true, originalSize: length, reason: 'The field is larger than 100 KB.' };
}
