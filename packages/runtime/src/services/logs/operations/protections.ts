import type {
  DeleteDataProtectionPolicyRequest,
  GetDataProtectionPolicyRequest,
  GetDataProtectionPolicyResponse,
  PutDataProtectionPolicyRequest,
  PutDataProtectionPolicyResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { resourceNotFound } from '../errors.ts';
import { readProtection } from '../masking/policy.ts';
import { protections, type ProtectionRecord } from '../protections.ts';
import { groupOf } from './groups.ts';
import { requireStandard } from './log-classes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDataProtectionPolicy.html */
const putDataProtectionPolicy: Handler<PutDataProtectionPolicyRequest, PutDataProtectionPolicyResponse> = (
  input,
  call,
) => {
  const group = groupOf(call, undefined, input.logGroupIdentifier);
  requireStandard(group, 'Data protection policies');
  const document = input.policyDocument!;
  readProtection(document);
  const record = { group: group.name, document, updatedAt: call.now };
  protections.put(call.tx, call, group.name, record);
  return answer(record, input.logGroupIdentifier!);
};

const getDataProtectionPolicy: Handler<GetDataProtectionPolicyRequest, GetDataProtectionPolicyResponse> = (
  { logGroupIdentifier },
  call,
) => {
  const record = protectionIn(call, logGroupIdentifier);
  return record ? answer(record, logGroupIdentifier!) : { logGroupIdentifier };
};

const deleteDataProtectionPolicy: Handler<DeleteDataProtectionPolicyRequest, object> = (input, call) => {
  const { group } = protectionIn(call, input.logGroupIdentifier) ?? resourceNotFound();
  protections.delete(call.tx, call, group);
  return {};
};

const protectionIn = (call: Call, identifier: string | undefined): ProtectionRecord | undefined =>
  protections.get(call.tx, call, groupOf(call, undefined, identifier).name);

const answer = ({ document, updatedAt }: ProtectionRecord, logGroupIdentifier: string) => ({
  logGroupIdentifier,
  policyDocument: document,
  lastUpdatedTime: updatedAt,
});

export const protectionOperations = {
  DeleteDataProtectionPolicy: deleteDataProtectionPolicy,
  GetDataProtectionPolicy: getDataProtectionPolicy,
  PutDataProtectionPolicy: putDataProtectionPolicy,
};
