import type {
  AddPermissionCommandInput,
  AddPermissionResponse,
  GetPolicyCommandInput,
  GetPolicyResponse,
  RemovePermissionCommandInput,
} from '@aws-sdk/client-lambda';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { policyNotFound, revisionMismatch, statementExists, statementNotFound } from '../errors.ts';
import { referenceOf, resolve, type Reference } from '../references.ts';
import { functionArn, policies, qualifiedKey, revisionOf, type Policy } from '../records.ts';

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
export const addPermission: Handler<AddPermissionCommandInput, AddPermissionResponse> = (input, call) => {
  const { reference, policy, keep } = policyOf(call, input);
  const statements = policy?.statements ?? [];
  if (statements.some(({ Sid }) => Sid === input.StatementId)) statementExists(input.StatementId!);
  const statement = {
    Sid: input.StatementId!,
    Effect: 'Allow',
    Principal: principalOf(input.Principal!),
    Action: input.Action,
    Resource: functionArn(call, reference.name, reference.qualifier),
    ...conditionOf(input),
  };
  keep([...statements, statement]);
  return { Statement: JSON.stringify(statement) };
};

function principalOf(principal: string): string | Record<string, string> {
  if (principal === '*') return '*';
  if (principal.endsWith('.amazonaws.com')) return { Service: principal };
  return { AWS: /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal };
}

function conditionOf(input: AddPermissionCommandInput): object {
  const equals = {
    ...(input.SourceAccount !== undefined && { 'AWS:SourceAccount': input.SourceAccount }),
    ...(input.EventSourceToken !== undefined && { 'lambda:EventSourceToken': input.EventSourceToken }),
    ...(input.FunctionUrlAuthType !== undefined && {
      'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType,
    }),
    ...(input.PrincipalOrgID !== undefined && { 'aws:PrincipalOrgID': input.PrincipalOrgID }),
  };
  const condition = {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(input.SourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
  };
  return Object.keys(condition).length > 0 ? { Condition: condition } : {};
}

export const removePermission: Handler<RemovePermissionCommandInput, object> = (input, call) => {
  const { policy, keep } = policyOf(call, input);
  const left = policy?.statements.filter(({ Sid }) => Sid !== input.StatementId) ?? [];
  if (!policy || left.length === policy.statements.length) statementNotFound(input.StatementId!);
  keep(left);
  return {};
};

export const getPolicy: Handler<GetPolicyCommandInput, GetPolicyResponse> = (input, call) => {
  const { policy } = policyOf(call, input);
  if (!policy) policyNotFound();
  return { Policy: textOf(policy), RevisionId: policy.revisionId };
};

/** A policy that was put whole is told as it was put. */
export const textOf = ({ document, statements }: Policy): string =>
  document ?? JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });

interface PolicyRequest {
  readonly FunctionName?: string | undefined;
  readonly Qualifier?: string | undefined;
  readonly RevisionId?: string | undefined;
}

export function policyOf(call: Call, { FunctionName, Qualifier, RevisionId }: PolicyRequest) {
  const reference: Reference = referenceOf(FunctionName!, Qualifier);
  resolve(call.tx, call, reference);
  const key = qualifiedKey(reference.name, reference.qualifier ?? '');
  const policy = policies.get(call.tx, call, key);
  if (RevisionId !== undefined && RevisionId !== policy?.revisionId) revisionMismatch();
  const keep = (statements: Policy['statements'], document?: string): Policy | undefined => {
    if (statements.length === 0) {
      policies.delete(call.tx, call, key);
      return undefined;
    }
    const revisionId = revisionOf(statements, call.now, policy?.revisionId);
    const kept = { revisionId, statements, document };
    policies.put(call.tx, call, key, kept);
    return kept;
  };
  return { reference, policy, keep };
}
