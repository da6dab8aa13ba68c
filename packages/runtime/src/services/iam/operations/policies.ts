import type * as sdk from '@aws-sdk/client-iam';
import { parseArn } from '../../../base/arn.ts';
import { alphabets } from '../../../base/ids.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { noSuchPolicy, noSuchPolicyVersion, policyAlreadyExists, policyAttached } from '../errors.ts';
import { listed } from '../listing.ts';
import { checkPolicyDocument, encoded } from '../policy-document.ts';
import {
  globally,
  iamArn,
  isManagedByAws,
  policies,
  roles,
  type Answer,
  type PolicyRecord,
} from '../records.ts';
import { tagRecords } from '../tags.ts';

export const createPolicy: Handler<sdk.CreatePolicyCommandInput, Answer<sdk.CreatePolicyCommandOutput>> = (
  input,
  call,
) => {
  const path = input.Path ?? '/';
  const name = input.PolicyName!;
  const taken = policies
    .list(call.tx, globally(call))
    .some((policy) => policy.policyName.toLowerCase() === name.toLowerCase());
  if (taken) policyAlreadyExists(name);
  checkPolicyDocument(input.PolicyDocument!, 'identity');
  const policy: PolicyRecord = {
    policyName: name,
    policyId: `ANPA${call.ids.word(17, alphabets.base32)}`,
    path,
    arn: iamArn(call, `policy${path}${name}`),
    description: input.Description,
    createDate: call.now,
    document: input.PolicyDocument!,
    tags: tagRecords(input.Tags),
  };
  policies.put(call.tx, globally(call), policy.arn, policy);
  return { Policy: policyAnswer(call, policy) };
};

export const getPolicy: Handler<sdk.GetPolicyCommandInput, Answer<sdk.GetPolicyCommandOutput>> = (
  input,
  call,
) => {
  const arn = input.PolicyArn!;
  if (isManagedByAws(arn)) return { Policy: managedPolicyAnswer(call, arn) };
  const policy = policies.get(call.tx, globally(call), arn) ?? noSuchPolicy(arn);
  return { Policy: policyAnswer(call, policy) };
};

export const getPolicyVersion: Handler<
  sdk.GetPolicyVersionCommandInput,
  Answer<sdk.GetPolicyVersionCommandOutput>
> = (input, call) => {
  const policy = policies.get(call.tx, globally(call), input.PolicyArn!) ?? noSuchPolicy(input.PolicyArn!);
  if (input.VersionId !== 'v1') noSuchPolicyVersion(policy.arn, input.VersionId!);
  return {
    PolicyVersion: {
      Document: encoded(policy.document),
      VersionId: 'v1',
      IsDefaultVersion: true,
      CreateDate: new Date(policy.createDate),
    },
  };
};

export const listPolicies: Handler<sdk.ListPoliciesCommandInput, Answer<sdk.ListPoliciesCommandOutput>> = (
  input,
  call,
) => {
  const own = input.Scope === 'AWS' ? [] : policies.list(call.tx, globally(call));
  const all = own
    .filter((policy) => policy.path.startsWith(input.PathPrefix ?? '/'))
    .map((policy) => policyAnswer(call, policy))
    .filter((policy) => !input.OnlyAttached || policy.AttachmentCount! > 0);
  const { items, paging } = listed(all, (policy) => policy.Arn!, input);
  return { Policies: items.map(({ Tags: _tags, Description: _description, ...rest }) => rest), ...paging };
};

export const deletePolicy: Handler<sdk.DeletePolicyCommandInput, object> = (input, call) => {
  const policy = policies.get(call.tx, globally(call), input.PolicyArn!) ?? noSuchPolicy(input.PolicyArn!);
  if (attachmentCount(call, policy.arn) > 0) policyAttached();
  policies.delete(call.tx, globally(call), policy.arn);
  return {};
};

function policyAnswer(call: Call, policy: PolicyRecord): sdk.Policy {
  return {
    PolicyName: policy.policyName,
    PolicyId: policy.policyId,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: 'v1',
    AttachmentCount: attachmentCount(call, policy.arn),
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    Description: policy.description,
    CreateDate: new Date(policy.createDate),
    UpdateDate: new Date(policy.createDate),
    Tags: policy.tags.length > 0 ? [...policy.tags] : undefined,
  };
}

/** What can be told of a policy whose document AWS keeps: its name, and how often it is attached here. */
function managedPolicyAnswer(call: Call, arn: string): sdk.Policy {
  const resource = parseArn(arn)!.resource.slice('policy'.length);
  const slash = resource.lastIndexOf('/') + 1;
  return {
    PolicyName: resource.slice(slash),
    Arn: arn,
    Path: resource.slice(0, slash),
    AttachmentCount: attachmentCount(call, arn),
    IsAttachable: true,
  };
}

function attachmentCount(call: Call, arn: string): number {
  return roles.list(call.tx, globally(call)).filter((role) => role.attachedPolicies.includes(arn)).length;
}
