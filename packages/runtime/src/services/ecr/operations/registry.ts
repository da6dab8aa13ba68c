import type {
  DeleteRegistryPolicyResponse,
  DescribeRegistryResponse,
  GetRegistryPolicyResponse,
  PutRegistryPolicyRequest,
  PutRegistryPolicyResponse,
  PutReplicationConfigurationRequest,
  PutReplicationConfigurationResponse,
} from '@aws-sdk/client-ecr';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidPolicy, registryPolicyNotFound } from '../errors.ts';
import { registries, type RegistryRecord } from '../records.ts';
import { isPolicy } from './policies.ts';

const registryOf = (call: Call): RegistryRecord =>
  registries.get(call.tx, call, '') ?? { replicationRules: [] };

// AWS: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryPolicy.html
export const putRegistryPolicy: Handler<PutRegistryPolicyRequest, PutRegistryPolicyResponse> = (
  input,
  call,
) => {
  const policyText = input.policyText!;
  if (!isPolicy(policyText)) invalidPolicy('PolicyText');
  registries.put(call.tx, call, '', { ...registryOf(call), policyText });
  return { registryId: call.account, policyText };
};

export const getRegistryPolicy: Handler<object, GetRegistryPolicyResponse> = (_input, call) => answer(call);

export const deleteRegistryPolicy: Handler<object, DeleteRegistryPolicyResponse> = (_input, call) => {
  const answered = answer(call);
  registries.put(call.tx, call, '', { ...registryOf(call), policyText: undefined });
  return answered;
};

function answer(call: Call) {
  const { policyText } = registryOf(call);
  if (policyText === undefined) return registryPolicyNotFound(call.account);
  return { registryId: call.account, policyText };
}

/** Kept and told: nothing is replicated. */
export const putReplicationConfiguration: Handler<
  PutReplicationConfigurationRequest,
  PutReplicationConfigurationResponse
> = (input, call) => {
  const replicationRules = input.replicationConfiguration?.rules ?? [];
  registries.put(call.tx, call, '', { ...registryOf(call), replicationRules });
  return { replicationConfiguration: { rules: replicationRules } };
};

export const describeRegistry: Handler<object, DescribeRegistryResponse> = (_input, call) => ({
  registryId: call.account,
  replicationConfiguration: { rules: [...registryOf(call).replicationRules] },
});
