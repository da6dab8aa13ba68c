import { regularExpressionOf } from '../../base/regular-expression.ts';
import { revisionOf, type ApprovalRule, type PullRequest } from './pull-request-records.ts';

/** What a rule asks for. */
export interface RuleContent {
  readonly DestinationReferences?: readonly string[];
  readonly needed: number;
  /** None: anybody's approval counts. */
  readonly pool?: readonly string[];
}

/** The version that AWS's rules are written in; no other is known. */
const version = '2018-11-08';
// AWS: quotas, "Number of approvals needed": not told; ten thousand is unverified.
const neededMax = 10_000;

/**
 * Reads a rule: undefined where it means nothing.
 */
// AWS: user guide, "Create an approval rule template": one statement of the type Approvers. A rule of a pull request
// names no destinations.
export function parseRule(text: string, isTemplate: boolean): RuleContent | undefined {
  const content = jsonOf(text);
  if (!isObject(content) || (content['Version'] ?? version) !== version) return undefined;
  const { DestinationReferences, Statements } = content;
  if (DestinationReferences !== undefined && !(isTemplate && isTexts(DestinationReferences)))
    return undefined;
  const [statement, ...others] = Array.isArray(Statements) ? (Statements as unknown[]) : [];
  if (!isObject(statement) || others.length > 0 || statement['Type'] !== 'Approvers') return undefined;
  const { NumberOfApprovalsNeeded: needed, ApprovalPoolMembers: pool } = statement;
  if (!Number.isInteger(needed) || (needed as number) < 1 || (needed as number) > neededMax) return undefined;
  if (pool !== undefined && !(isTexts(pool) && pool.every(isMember))) return undefined;
  return {
    needed: needed as number,
    ...(pool !== undefined && { pool }),
    ...(DestinationReferences !== undefined && { DestinationReferences: DestinationReferences as string[] }),
  };
}

const isMember = (member: string): boolean =>
  /^CodeCommitApprovers:\d{12}:.+$/.test(member) || /^arn:[^:]+:(iam|sts)::[\d*]+:.+$/.test(member);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whose approval counts. AWS: API reference, CreateApprovalRuleTemplate: both ways to name approvers. */
export function isIn(member: string, arn: string): boolean {
  const [, account, name] = /^CodeCommitApprovers:(\d{12}):(.+)$/.exec(member) ?? [];
  if (account === undefined || name === undefined) return matches(member, arn);
  const names = [
    `arn:aws:iam::${account}:user/${name}`,
    `arn:aws:sts::${account}:federated-user/${name}`,
    `arn:aws:sts::${account}:assumed-role/${name}`,
  ];
  return names.some((each) => matches(each, arn));
}

function matches(pattern: string, arn: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return regularExpressionOf(`^${escaped.join('[^:]*')}$`)?.test(arn) ?? false;
}

/** Does a template make a rule of pull requests into this branch? */
export function isFor({ DestinationReferences }: RuleContent, destinationReference: string): boolean {
  return (
    DestinationReferences === undefined ||
    DestinationReferences.length === 0 ||
    DestinationReferences.some((each) => matches(each, destinationReference))
  );
}

export function isSatisfied({ content }: ApprovalRule, pullRequest: PullRequest): boolean {
  const { needed, pool } = parseRule(content, true)!;
  const revisionId = revisionOf(pullRequest);
  const approvals = pullRequest.approvals.filter((each) => each.revisionId === revisionId);
  const counted = approvals.filter(
    ({ userArn }) => pool === undefined || pool.length === 0 || pool.some((member) => isIn(member, userArn)),
  );
  return counted.length >= needed;
}

export function evaluate(pullRequest: PullRequest) {
  const revisionId = revisionOf(pullRequest);
  const overridden = pullRequest.overrides.some((each) => each.revisionId === revisionId);
  const [satisfied, not]: [string[], string[]] = [[], []];
  for (const rule of pullRequest.rules) (isSatisfied(rule, pullRequest) ? satisfied : not).push(rule.name);
  return {
    approved: overridden || not.length === 0,
    overridden,
    approvalRulesSatisfied: satisfied,
    approvalRulesNotSatisfied: not,
  };
}
