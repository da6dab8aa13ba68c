import type { Scope } from '../../base/scope.ts';
import { requireDataKey } from '../../dispatch/policy/message-key.ts';
import { asksForItself, refusalOf } from '../../dispatch/policy/access.ts';
import { sourceAccount } from '../../dispatch/policy/request-context.ts';
import type { Call, Caller } from '../../dispatch/service.ts';
import { invalidParameter, keyRefused, notAuthorized, topicNotFound } from './errors.ts';
import { topicArn, topicOf, topics, type Topic } from './records.ts';

/** A topic that somebody was let into, and the call as one of the topic's own account. */
export interface Entered {
  readonly topic: Topic;
  readonly call: Call;
}

/** What somebody asks of a topic, and what SNS knows of the request beside. */
export interface Asked {
  readonly action: string;
  readonly known?: Readonly<Record<string, string>>;
}

/** The topic that an ARN names, where its policy lets the caller in. */
export function enter(asked: Call, arn: string | undefined, { action, known }: Asked): Entered {
  const { scope, name } = topicOf(arn);
  if (scope.region !== asked.region) invalidParameter('TopicArn');
  const isElsewhere = scope.account !== asked.account;
  const call = isElsewhere ? { ...asked, account: scope.account } : asked;
  const topic = topics.get(call.tx, call, name);
  if (!topic && !isElsewhere) return topicNotFound();
  const refusal = refusalOf(asked, {
    action: `SNS:${action}`,
    resource: topicArn(call, name),
    owner: scope.account,
    policy: topic && JSON.stringify(policyOf(call, topic)),
    known: { ...known, ...sourceOwner(asked.caller) },
  });
  if (refusal !== undefined) notAuthorized(refusal);
  // Who is of another account is let in nowhere that is not there.
  return { topic: topic!, call };
}

/** The same, for who would publish: he needs the key as well that the topic is encrypted with. */
// AWS: developer guide, "Enable compatibility between event sources from AWS services and encrypted topics".
export function enterToPublish(asked: Call, arn: string | undefined): Entered {
  const entered = enter(asked, arn, { action: 'Publish' });
  const id = entered.topic.attributes['KmsMasterKeyId'];
  requireDataKey(asked, { id, owner: entered.call }, keyRefused);
  return entered;
}

/** Services that tell whose resource they publish for by the key that a topic's first policy asks for. */
// AWS: developer guide, "aws:SourceAccount versus aws:SourceOwner": an old key, of old services alone, EventBridge not
// among them. Unverified of CodeCommit.
const tellOwner = new Set(['cloudwatch.amazonaws.com', 'codecommit.amazonaws.com']);

function sourceOwner(caller: Caller): Readonly<Record<string, string>> {
  if (!asksForItself(caller)) return { 'aws:SourceOwner': caller.account };
  return tellOwner.has(caller.service!) ? { 'aws:SourceOwner': sourceAccount(caller) } : {};
}

/** A policy's statements may be a list, or one alone. */
export interface Policy {
  readonly [member: string]: unknown;
  readonly Statement?: readonly Statement[] | Statement;
}

export interface Statement {
  readonly Sid?: string;
  readonly [member: string]: unknown;
}

export function policyOf(scope: Scope, topic: Topic): Policy {
  const own = topic.attributes['Policy'];
  return own ? (JSON.parse(own) as Policy) : defaultPolicy(scope, topic.name);
}

/** AWS: what a topic without a policy of its own has. */
export function defaultPolicy(scope: Scope, name: string): Policy {
  const actions = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'DeleteTopic',
    'Subscribe',
    'ListSubscriptionsByTopic',
    'Publish',
  ];
  return {
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: topicArn(scope, name),
        Condition: { StringEquals: { 'AWS:SourceOwner': scope.account } },
      },
    ],
  };
}
