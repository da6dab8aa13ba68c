import type {
  AddLayerVersionPermissionCommandInput,
  AddLayerVersionPermissionResponse,
  GetLayerVersionPolicyCommandInput,
  GetLayerVersionPolicyResponse,
  RemoveLayerVersionPermissionCommandInput,
} from '@aws-sdk/client-lambda';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  layerNotFound,
  policyNotFound,
  revisionMismatch,
  statementExists,
  statementNotFound,
} from '../errors.ts';
import { layerReference } from '../layer-references.ts';
import { layerArn, layerKey, layerPolicies, layers, revisionOf, type Policy } from '../records.ts';

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_AddLayerVersionPermission.html
export const addLayerVersionPermission: Handler<
  AddLayerVersionPermissionCommandInput,
  AddLayerVersionPermissionResponse
> = (input, call) => {
  const { arn, policy, keep } = policyOf(call, input);
  const statements = policy?.statements ?? [];
  if (statements.some(({ Sid }) => Sid === input.StatementId)) statementExists(input.StatementId!);
  const principal = input.Principal!;
  const statement = {
    Sid: input.StatementId!,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: accountArn(principal) },
    Action: input.Action,
    Resource: arn,
    ...(input.OrganizationId !== undefined && {
      Condition: { StringEquals: { 'aws:PrincipalOrgID': input.OrganizationId } },
    }),
  };
  const { revisionId } = keep([...statements, statement]);
  return { Statement: JSON.stringify(statement), RevisionId: revisionId };
};

const accountArn = (principal: string): string =>
  /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal;

export const removeLayerVersionPermission: Handler<RemoveLayerVersionPermissionCommandInput, object> = (
  input,
  call,
) => {
  const { policy, keep } = policyOf(call, input);
  const left = policy?.statements.filter(({ Sid }) => Sid !== input.StatementId) ?? [];
  if (!policy || left.length === policy.statements.length) statementNotFound(input.StatementId!);
  keep(left);
  return {};
};

export const getLayerVersionPolicy: Handler<
  GetLayerVersionPolicyCommandInput,
  GetLayerVersionPolicyResponse
> = (input, call) => {
  const { policy } = policyOf(call, input);
  if (!policy) policyNotFound();
  const document = { Version: '2012-10-17', Id: 'default', Statement: policy.statements };
  return { Policy: JSON.stringify(document), RevisionId: policy.revisionId };
};

interface PolicyRequest {
  readonly LayerName: string | undefined;
  readonly VersionNumber: number | undefined;
  readonly RevisionId?: string | undefined;
}

function policyOf(call: Call, { LayerName, VersionNumber, RevisionId }: PolicyRequest) {
  const { name } = layerReference(LayerName!);
  const arn = layerArn(call, name, VersionNumber);
  const key = layerKey(name, VersionNumber!);
  if (!layers.get(call.tx, call, key)) layerNotFound(arn);
  const policy = layerPolicies.get(call.tx, call, key);
  if (RevisionId !== undefined && RevisionId !== policy?.revisionId) revisionMismatch();
  const keep = (statements: Policy['statements']): Policy => {
    const kept = { revisionId: revisionOf(statements, call.now, policy?.revisionId), statements };
    if (statements.length === 0) layerPolicies.delete(call.tx, call, key);
    else layerPolicies.put(call.tx, call, key, kept);
    return kept;
  };
  return { arn, policy, keep };
}
