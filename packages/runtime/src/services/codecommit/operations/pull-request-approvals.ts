import type {
  CreatePullRequestApprovalRuleInput,
  CreatePullRequestApprovalRuleOutput,
  DeletePullRequestApprovalRuleInput,
  DeletePullRequestApprovalRuleOutput,
  EvaluatePullRequestApprovalRulesInput,
  EvaluatePullRequestApprovalRulesOutput,
  GetPullRequestApprovalStatesInput,
  GetPullRequestApprovalStatesOutput,
  GetPullRequestOverrideStateInput,
  GetPullRequestOverrideStateOutput,
  OverridePullRequestApprovalRulesInput,
  PullRequestEventType,
  UpdatePullRequestApprovalRuleContentInput,
  UpdatePullRequestApprovalStateInput,
} from '@aws-sdk/client-codecommit';
import type { Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { evaluate, parseRule } from '../approval-rules.ts';
import {
  approvalRuleDoesNotExist,
  approvalRuleNameAlreadyExists,
  cannotBeApprovedByAuthor,
  cannotDeleteRuleFromTemplate,
  cannotModifyRuleFromTemplate,
  invalidApprovalRuleContent,
  invalidRevisionId,
  invalidRuleContentSha256,
  numberOfRulesExceeded,
  overrideAlreadySet,
  revisionNotCurrent,
} from '../errors.ts';
import { emitPullRequest } from '../pull-request-events.ts';
import {
  pullRequestOf,
  putPullRequest,
  revisionOf,
  ruleTold,
  sha256,
  tellEvent,
  type ApprovalRule,
  type PullRequest,
} from '../pull-request-records.ts';
import { openPullRequestOf } from './pull-requests.ts';

/** AWS: quotas of CodeCommit: "Approval rules: maximum 30 on a pull request". */
const rulesMax = 30;

interface RuleChange {
  readonly happened: 'CREATED' | 'UPDATED' | 'DELETED';
  readonly rule: ApprovalRule;
  readonly rules: readonly ApprovalRule[];
}
const emitted = {
  CREATED: 'pullRequestApprovalRuleCreated',
  UPDATED: 'pullRequestApprovalRuleUpdated',
  DELETED: 'pullRequestApprovalRuleDeleted',
} as const;

function ruleChanged(call: Call, before: PullRequest, { happened, rule, rules }: RuleChange): void {
  const pullRequest = { ...before, rules, lastActivityDate: call.now };
  putPullRequest(call, pullRequest);
  const type: PullRequestEventType = `PULL_REQUEST_APPROVAL_RULE_${happened}`;
  tellEvent(call, before.pullRequestId, type, {
    approvalRuleEventMetadata: {
      approvalRuleName: rule.name,
      approvalRuleId: rule.id,
      approvalRuleContent: rule.content,
    },
  });
  emitPullRequest(call, pullRequest, emitted[happened]);
}

export const createApprovalRule: Handler<
  Given<CreatePullRequestApprovalRuleInput>,
  CreatePullRequestApprovalRuleOutput
> = ({ pullRequestId, approvalRuleName: name, approvalRuleContent: content }, call) => {
  const pullRequest = openPullRequestOf(call, pullRequestId);
  if (!parseRule(content, false)) invalidApprovalRuleContent();
  if (pullRequest.rules.some((each) => each.name === name)) approvalRuleNameAlreadyExists();
  if (pullRequest.rules.length >= rulesMax) numberOfRulesExceeded();
  const rule: ApprovalRule = {
    id: call.ids.uuid(),
    name,
    content,
    creationDate: call.now,
    lastModifiedDate: call.now,
    lastModifiedUser: call.caller.arn,
  };
  ruleChanged(call, pullRequest, { happened: 'CREATED', rule, rules: [...pullRequest.rules, rule] });
  return { approvalRule: ruleTold(rule) };
};

export const updateApprovalRuleContent: Handler<
  Given<UpdatePullRequestApprovalRuleContentInput>,
  CreatePullRequestApprovalRuleOutput
> = (input, call) => {
  const { newRuleContent: content, existingRuleContentSha256: existing } = input;
  const pullRequest = openPullRequestOf(call, input.pullRequestId);
  const before =
    pullRequest.rules.find(({ name }) => name === input.approvalRuleName) ?? approvalRuleDoesNotExist();
  if (before.origin) cannotModifyRuleFromTemplate();
  if (!parseRule(content, false)) invalidApprovalRuleContent();
  if (existing !== undefined && existing !== sha256(before.content)) invalidRuleContentSha256();
  const rule = { ...before, content, lastModifiedDate: call.now, lastModifiedUser: call.caller.arn };
  const rules = pullRequest.rules.map((each) => (each === before ? rule : each));
  ruleChanged(call, pullRequest, { happened: 'UPDATED', rule, rules });
  return { approvalRule: ruleTold(rule) };
};

/** AWS: API reference: of a rule that is gone already, only the status is answered. */
export const deleteApprovalRule: Handler<
  Given<DeletePullRequestApprovalRuleInput>,
  Partial<DeletePullRequestApprovalRuleOutput>
> = ({ pullRequestId, approvalRuleName }, call) => {
  const pullRequest = openPullRequestOf(call, pullRequestId);
  const rule = pullRequest.rules.find(({ name }) => name === approvalRuleName);
  if (!rule) return {};
  if (rule.origin) cannotDeleteRuleFromTemplate();
  const rules = pullRequest.rules.filter((each) => each !== rule);
  ruleChanged(call, pullRequest, { happened: 'DELETED', rule, rules });
  return { approvalRuleId: rule.id };
};

/** The revision that is meant has to be one of the pull request's. */
function knownRevision(pullRequest: PullRequest, revisionId: string): PullRequest {
  return pullRequest.revisionIds.includes(revisionId) ? pullRequest : invalidRevisionId();
}

function currentRevision(pullRequest: PullRequest, revisionId: string): PullRequest {
  const known = knownRevision(pullRequest, revisionId);
  return revisionOf(known) === revisionId ? known : revisionNotCurrent();
}

export const updateApprovalState: Handler<Given<UpdatePullRequestApprovalStateInput>, object> = (
  { pullRequestId, revisionId, approvalState },
  call,
) => {
  const before = currentRevision(openPullRequestOf(call, pullRequestId), revisionId);
  const { arn: userArn } = call.caller;
  if (userArn === before.authorArn) cannotBeApprovedByAuthor();
  const others = before.approvals.filter(
    (each) => each.revisionId !== revisionId || each.userArn !== userArn,
  );
  const approvals = approvalState === 'APPROVE' ? [...others, { revisionId, userArn }] : others;
  const pullRequest = { ...before, approvals, lastActivityDate: call.now };
  putPullRequest(call, pullRequest);
  tellEvent(call, before.pullRequestId, 'PULL_REQUEST_APPROVAL_STATE_CHANGED', {
    approvalStateChangedEventMetadata: { revisionId, approvalStatus: approvalState },
  });
  emitPullRequest(call, pullRequest, 'pullRequestApprovalStateChanged', { approvalStatus: approvalState });
  return {};
};

export const getApprovalStates: Handler<
  Given<GetPullRequestApprovalStatesInput>,
  GetPullRequestApprovalStatesOutput
> = ({ pullRequestId, revisionId }, call) => {
  const { approvals } = knownRevision(pullRequestOf(call, pullRequestId), revisionId);
  const given = approvals.filter((each) => each.revisionId === revisionId);
  return { approvals: given.map(({ userArn }) => ({ userArn, approvalState: 'APPROVE' })) };
};

export const overrideApprovalRules: Handler<Given<OverridePullRequestApprovalRulesInput>, object> = (
  { pullRequestId, revisionId, overrideStatus },
  call,
) => {
  const before = currentRevision(openPullRequestOf(call, pullRequestId), revisionId);
  const others = before.overrides.filter((each) => each.revisionId !== revisionId);
  const isSet = others.length < before.overrides.length;
  if (isSet && overrideStatus === 'OVERRIDE') overrideAlreadySet();
  const overrides =
    overrideStatus === 'OVERRIDE' ? [...others, { revisionId, overrider: call.caller.arn }] : others;
  const pullRequest = { ...before, overrides, lastActivityDate: call.now };
  putPullRequest(call, pullRequest);
  tellEvent(call, before.pullRequestId, 'PULL_REQUEST_APPROVAL_RULE_OVERRIDDEN', {
    approvalRuleOverriddenEventMetadata: { revisionId, overrideStatus },
  });
  emitPullRequest(call, pullRequest, 'pullRequestApprovalRuleOverridden', { overrideStatus });
  return {};
};

export const getOverrideState: Handler<
  Given<GetPullRequestOverrideStateInput>,
  GetPullRequestOverrideStateOutput
> = ({ pullRequestId, revisionId }, call) => {
  const { overrides } = knownRevision(pullRequestOf(call, pullRequestId), revisionId);
  const override = overrides.find((each) => each.revisionId === revisionId);
  return { overridden: override !== undefined, ...(override && { overrider: override.overrider }) };
};

export const evaluateApprovalRules: Handler<
  Given<EvaluatePullRequestApprovalRulesInput>,
  EvaluatePullRequestApprovalRulesOutput
> = ({ pullRequestId, revisionId }, call) => ({
  evaluation: evaluate(currentRevision(pullRequestOf(call, pullRequestId), revisionId)),
});
