import type {
  DeleteResourcePolicyRequest,
  DescribeResourcePoliciesRequest,
  DescribeResourcePoliciesResponse,
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
  ResourcePolicy,
} from '@aws-sdk/client-cloudwatch-logs';
import { isPolicy } from '../../../dispatch/policy/document.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidParameter, limitExceeded, notServed, policyNotFound } from '../errors.ts';
import { resourcePolicies, type ResourcePolicyRecord } from '../filters.ts';
import { describedMax, invalidToken } from './groups.ts';

/** AWS: CloudWatch Logs quotas, "Resource policies: 10 per Region, per account". */
const policiesMax = 10;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html */
export const putResourcePolicy: Handler<PutResourcePolicyRequest, PutResourcePolicyResponse> = (
  input,
  call,
) => {
  if (input.resourceArn !== undefined) notServed('the policy of a log group');
  const { policyName: name, policyDocument: document } = input;
  // AWS: unverified words.
  if (!name || !document) return invalidParameter('policyName and policyDocument must be specified.');
  if (!isPolicy(document)) invalidParameter('Unrecognized policy document.');
  const known = resourcePolicies.list(call.tx, call);
  if (known.length >= policiesMax && !known.some((each) => each.name === name)) limitExceeded();
  const policy: ResourcePolicyRecord = { name, document, updatedAt: call.now };
  resourcePolicies.put(call.tx, call, name, policy);
  return { resourcePolicy: described(policy) };
};

export const deleteResourcePolicy: Handler<DeleteResourcePolicyRequest, object> = (input, call) => {
  const name = input.policyName ?? '';
  if (!resourcePolicies.get(call.tx, call, name)) policyNotFound(name);
  resourcePolicies.delete(call.tx, call, name);
  return {};
};

export const describeResourcePolicies: Handler<
  DescribeResourcePoliciesRequest,
  DescribeResourcePoliciesResponse
> = (input, call) => {
  const page = pageOf(resourcePolicies.list(call.tx, call), ({ name }) => name, {
    token: input.nextToken,
    limit: input.limit ?? describedMax,
    invalid: invalidToken,
  });
  return { resourcePolicies: page.items.map(described), nextToken: page.next };
};

const described = ({ name, document, updatedAt }: ResourcePolicyRecord): ResourcePolicy => ({
  policyName: name,
  policyDocument: document,
  lastUpdatedTime: updatedAt,
});
