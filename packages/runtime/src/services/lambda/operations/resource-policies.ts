import type {
  DeleteResourcePolicyRequest,
  GetResourcePolicyRequest,
  GetResourcePolicyResponse,
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
} from '@aws-sdk/client-lambda';
import { parseArn } from '../../../base/arn.ts';
import { isPolicy } from '../../../dispatch/policy/document.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  functionNotFound,
  invalidParameter,
  policyNotFound,
  policyTooLong,
  publicPolicy,
} from '../errors.ts';
import type { Policy } from '../records.ts';
import { policyOf, textOf } from './permissions.ts';

/** AWS: Lambda quotas: "Function resource-based policy: 20 KB". */
const lengthMax = 20_480;

interface OfResource {
  readonly ResourceArn: string | undefined;
  readonly RevisionId?: string | undefined;
}

/** The policy of a function, a version or an alias, named by its whole ARN. */
function policyAt(call: Call, { ResourceArn, RevisionId }: OfResource) {
  const { service, account, region } = parseArn(ResourceArn!) ?? {};
  // AWS: unverified words.
  if (service !== 'lambda') invalidParameter(`${ResourceArn} is no ARN of a function.`);
  if (account !== call.account || region !== call.region) functionNotFound(ResourceArn!);
  return policyOf(call, { FunctionName: ResourceArn, RevisionId });
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutResourcePolicy.html: what permissions have made is replaced. */
const putResourcePolicy: Handler<PutResourcePolicyRequest, PutResourcePolicyResponse> = (input, call) => {
  const { keep } = policyAt(call, input);
  return answer(keep(statementsIn(input.Policy!), input.Policy!)!);
};

function statementsIn(text: string): Policy['statements'] {
  if (text.length > lengthMax) policyTooLong(lengthMax);
  if (!isPolicy(text)) invalidParameter('The policy is not a valid policy of a resource.');
  const { Statement } = JSON.parse(text) as { readonly Statement: unknown };
  const statements = [Statement].flat() as Policy['statements'];
  if (statements.some(isPublic)) publicPolicy();
  return statements;
}

/** Everybody may, under no condition. */
const isPublic = ({ Effect, Principal, Condition }: Readonly<Record<string, unknown>>): boolean =>
  Effect === 'Allow' &&
  Condition === undefined &&
  (Principal === '*' || [(Principal as { readonly AWS?: unknown } | undefined)?.AWS].flat().includes('*'));

const getResourcePolicy: Handler<GetResourcePolicyRequest, GetResourcePolicyResponse> = (input, call) => {
  const { policy } = policyAt(call, input);
  return policy ? answer(policy) : policyNotFound();
};

const deleteResourcePolicy: Handler<DeleteResourcePolicyRequest, object> = (input, call) => {
  const { policy, keep } = policyAt(call, input);
  if (!policy) policyNotFound();
  keep([]);
  return {};
};

const answer = (policy: Policy) => ({ Policy: textOf(policy), RevisionId: policy.revisionId });

export const resourcePolicyOperations = {
  DeleteResourcePolicy: deleteResourcePolicy,
  GetResourcePolicy: getResourcePolicy,
  PutResourcePolicy: putResourcePolicy,
};
