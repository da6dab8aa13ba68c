import { hash } from 'node:crypto';
import type {
  MergeMetadata,
  PullRequest as Told,
  PullRequestEvent,
  PullRequestEventType,
} from '@aws-sdk/client-codecommit';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { invalidPullRequestId, pullRequestDoesNotExist } from './errors.ts';
import { branches, within } from './records.ts';

/** Times are epoch milliseconds. */
export interface PullRequest {
  readonly pullRequestId: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly pullRequestStatus: 'OPEN' | 'CLOSED';
  readonly authorArn: string;
  readonly creationDate: number;
  readonly lastActivityDate: number;
  readonly repositoryName: string;
  /** `refs/heads/…`. */
  readonly sourceReference: string;
  readonly destinationReference: string;
  readonly sourceCommit: string;
  /** What the destination was at when it was made, or closed. */
  readonly destinationCommit: string;
  readonly mergeBase?: string | undefined;
  readonly merge: MergeMetadata;
  readonly clientRequestToken?: string | undefined;
  /** The last is the present one: each push to the source makes another. */
  readonly revisionIds: readonly string[];
  readonly rules: readonly ApprovalRule[];
  readonly approvals: readonly Approval[];
  readonly overrides: readonly Override[];
}
/** A rule of a pull request, or the template of one. */
export interface ApprovalRule {
  readonly id: string;
  readonly name: string;
  readonly content: string;
  readonly creationDate: number;
  readonly lastModifiedDate: number;
  readonly lastModifiedUser: string;
  /** The template that it was made of. */
  readonly origin?: { readonly id: string; readonly name: string };
}
export interface Approval {
  readonly revisionId: string;
  readonly userArn: string;
}
export interface Override {
  readonly revisionId: string;
  readonly overrider: string;
}

export interface ApprovalRuleTemplate extends Omit<ApprovalRule, 'origin'> {
  readonly description?: string | undefined;
}

const pullRequests = collection<PullRequest>('codecommit.pull-requests');
/** By `<repository>|<number>`, to be listed by. */
const numbers = collection<{ readonly pullRequestId: string; readonly isOpen: boolean }>(
  'codecommit.pull-request-numbers',
);
/** By `<pull request>|<number>`. */
const happened = collection<Happened>('codecommit.pull-request-events');
export const templates = collection<ApprovalRuleTemplate>('codecommit.approval-rule-templates');
/** By `<template's id>|<repository>`. */
export const associations = collection<Association>('codecommit.approval-rule-associations');
export interface Association {
  readonly templateId: string;
  readonly repositoryName: string;
}
/** What a client's token has made already. */
export const requestTokens = collection<{ readonly request: string; readonly id: string }>(
  'codecommit.request-tokens',
);

/** An event as it is told, but for its date. */
export type Happened = Omit<PullRequestEvent, 'eventDate'> & { readonly at: number };
const padded = (number: number | string): string => String(number).padStart(12, '0');

export function nextPullRequestId(call: Call): string {
  return String(call.tx.next(`codecommit.pull-requests|${call.account}|${call.region}`));
}

export function putPullRequest(call: Call, pullRequest: PullRequest): void {
  const { pullRequestId, repositoryName, pullRequestStatus } = pullRequest;
  const isOpen = pullRequestStatus === 'OPEN';
  pullRequests.put(call.tx, call, pullRequestId, pullRequest);
  numbers.put(call.tx, call, within(repositoryName, padded(pullRequestId)), { pullRequestId, isOpen });
}

// AWS: API reference: a pull request's id is a number.
export function pullRequestOf(call: Call, id: string): PullRequest {
  if (!/^\d{1,15}$/.test(id)) invalidPullRequestId();
  return pullRequests.get(call.tx, call, id) ?? pullRequestDoesNotExist();
}

/** The newest first. */
export function pullRequestsOf(tx: Tx, scope: Scope, repositoryName: string): PullRequest[] {
  const all = numbers.list(tx, scope, { prefix: within(repositoryName) });
  return all.reverse().flatMap(({ pullRequestId }) => pullRequests.get(tx, scope, pullRequestId) ?? []);
}

export function openPullRequestsOf(tx: Tx, scope: Scope, repositoryName: string): PullRequest[] {
  const all = numbers.list(tx, scope, { prefix: within(repositoryName) }).filter(({ isOpen }) => isOpen);
  return all.flatMap(({ pullRequestId }) => pullRequests.get(tx, scope, pullRequestId) ?? []);
}

export function renamePullRequests(call: Call, from: string, to: string): void {
  for (const { pullRequestId } of numbers.list(call.tx, call, { prefix: within(from) })) {
    const pullRequest = pullRequestOf(call, pullRequestId);
    numbers.delete(call.tx, call, within(from, padded(pullRequestId)));
    putPullRequest(call, { ...pullRequest, repositoryName: to });
  }
  for (const association of associations.list(call.tx, call)) {
    const { templateId, repositoryName } = association;
    if (repositoryName !== from) continue;
    associations.delete(call.tx, call, `${templateId}|${from}`);
    associations.put(call.tx, call, `${templateId}|${to}`, { templateId, repositoryName: to });
  }
}

/** Forgets those of a repository, with what happened to them. */
export function forgetPullRequests(tx: Tx, scope: Scope, repositoryName: string): string[] {
  const ids = numbers.list(tx, scope, { prefix: within(repositoryName) }).map((each) => each.pullRequestId);
  for (const id of ids) {
    numbers.delete(tx, scope, within(repositoryName, padded(id)));
    pullRequests.delete(tx, scope, id);
    happened
      .list(tx, scope, { prefix: `${id}|` })
      .forEach((_, index) => happened.delete(tx, scope, `${id}|${padded(index)}`));
  }
  for (const each of associations.list(tx, scope))
    if (each.repositoryName === repositoryName)
      associations.delete(tx, scope, `${each.templateId}|${repositoryName}`);
  return ids;
}

export function tellEvent(
  call: Call,
  pullRequestId: string,
  pullRequestEventType: PullRequestEventType,
  metadata: Partial<PullRequestEvent>,
): void {
  const number = happened.list(call.tx, call, { prefix: `${pullRequestId}|` }).length;
  happened.put(call.tx, call, `${pullRequestId}|${padded(number)}`, {
    pullRequestId,
    at: call.now,
    pullRequestEventType,
    actorArn: call.caller.arn,
    ...metadata,
  });
}
export const eventsOf = (call: Call, id: string): Happened[] =>
  happened.list(call.tx, call, { prefix: `${id}|` });

export const revisionOf = ({ revisionIds }: PullRequest): string => revisionIds.at(-1)!;
export const sha256 = (text: string): string => hash('sha256', text);

/** A pull request as callers see it: while it is open, its destination is where its branch is. */
export function toldOf(call: Call, pullRequest: PullRequest): Told {
  const { repositoryName, destinationReference, sourceReference, sourceCommit, mergeBase } = pullRequest;
  const isOpen = pullRequest.pullRequestStatus === 'OPEN';
  const branch = destinationReference.replace('refs/heads/', '');
  const at = isOpen ? branches.get(call.tx, call, within(repositoryName, branch))?.commitId : undefined;
  const destinationCommit = at ?? pullRequest.destinationCommit;
  return {
    pullRequestId: pullRequest.pullRequestId,
    title: pullRequest.title,
    description: pullRequest.description,
    lastActivityDate: new Date(pullRequest.lastActivityDate),
    creationDate: new Date(pullRequest.creationDate),
    pullRequestStatus: pullRequest.pullRequestStatus,
    authorArn: pullRequest.authorArn,
    pullRequestTargets: [
      {
        repositoryName,
        sourceReference,
        destinationReference,
        destinationCommit,
        sourceCommit,
        ...(mergeBase !== undefined && { mergeBase }),
        mergeMetadata: pullRequest.merge,
      },
    ],
    clientRequestToken: pullRequest.clientRequestToken,
    revisionId: revisionOf(pullRequest),
    approvalRules: pullRequest.rules.map(ruleTold),
  };
}

export const ruleTold = (rule: ApprovalRule) => ({
  approvalRuleId: rule.id,
  approvalRuleName: rule.name,
  approvalRuleContent: rule.content,
  ruleContentSha256: sha256(rule.content),
  lastModifiedDate: new Date(rule.lastModifiedDate),
  creationDate: new Date(rule.creationDate),
  lastModifiedUser: rule.lastModifiedUser,
  ...(rule.origin && {
    originApprovalRuleTemplate: {
      approvalRuleTemplateId: rule.origin.id,
      approvalRuleTemplateName: rule.origin.name,
    },
  }),
});
