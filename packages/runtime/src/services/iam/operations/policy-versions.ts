import type * as sdk from '@aws-sdk/client-iam';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  defaultPolicyVersion,
  documentNotKept,
  noSuchPolicyVersion,
  tooManyPolicyVersions,
} from '../errors.ts';
import { listed } from '../listing.ts';
import { encoded } from '../policy-document.ts';
import {
  globally,
  isManagedByAws,
  policies,
  type PolicyRecord,
  type PolicyVersionRecord,
} from '../records.ts';
import { checkManagedDocument, policyOf } from './policies.ts';

const versionsMax = 5;

export const createPolicyVersion: Handler<
  Given<sdk.CreatePolicyVersionCommandInput>,
  Answered<sdk.CreatePolicyVersionCommandOutput>
> = (input, call) => {
  const policy = policyOf(call, input.PolicyArn);
  checkManagedDocument(input.PolicyDocument);
  if (policy.versions.length >= versionsMax) tooManyPolicyVersions();
  const versionsMade = policy.versionsMade + 1;
  const version = { versionId: `v${versionsMade}`, document: input.PolicyDocument, createDate: call.now };
  const changed = change(call, policy, {
    versions: [...policy.versions, version],
    versionsMade,
    ...(input.SetAsDefault && { defaultVersionId: version.versionId }),
  });
  const { Document: _document, ...PolicyVersion } = answer(changed, version);
  return { PolicyVersion };
};

export const getPolicyVersion: Handler<
  Given<sdk.GetPolicyVersionCommandInput>,
  Answered<sdk.GetPolicyVersionCommandOutput>
> = (input, call) => {
  if (isManagedByAws(input.PolicyArn)) documentNotKept(input.PolicyArn);
  const policy = policyOf(call, input.PolicyArn);
  return { PolicyVersion: answer(policy, versionOf(policy, input.VersionId)) };
};

export const listPolicyVersions: Handler<
  Given<sdk.ListPolicyVersionsCommandInput>,
  Answered<sdk.ListPolicyVersionsCommandOutput>
> = (input, call) => {
  if (isManagedByAws(input.PolicyArn)) documentNotKept(input.PolicyArn);
  const policy = policyOf(call, input.PolicyArn);
  const { items, paging } = listed(policy.versions.toReversed(), ({ versionId }) => versionId, input);
  // AWS: ListPolicyVersions leaves the documents out.
  const Versions = items.map((version) => ({ ...answer(policy, version), Document: undefined }));
  return { Versions, ...paging };
};

export const setDefaultPolicyVersion: Handler<Given<sdk.SetDefaultPolicyVersionCommandInput>, object> = (
  input,
  call,
) => {
  const policy = policyOf(call, input.PolicyArn);
  change(call, policy, { defaultVersionId: versionOf(policy, input.VersionId).versionId });
  return {};
};

export const deletePolicyVersion: Handler<Given<sdk.DeletePolicyVersionCommandInput>, object> = (
  input,
  call,
) => {
  const policy = policyOf(call, input.PolicyArn);
  const { versionId } = versionOf(policy, input.VersionId);
  if (versionId === policy.defaultVersionId) defaultPolicyVersion();
  change(call, policy, { versions: policy.versions.filter((version) => version.versionId !== versionId) });
  return {};
};

function change(call: Call, policy: PolicyRecord, changes: Partial<PolicyRecord>): PolicyRecord {
  const changed = { ...policy, ...changes, updateDate: call.now };
  policies.put(call.tx, globally(call), policy.arn, changed);
  return changed;
}

function versionOf(policy: PolicyRecord, id: string): PolicyVersionRecord {
  const version = policy.versions.find(({ versionId }) => versionId === id);
  return version ?? noSuchPolicyVersion(policy.arn, id);
}

const answer = (policy: PolicyRecord, version: PolicyVersionRecord): sdk.PolicyVersion => ({
  Document: encoded(version.document),
  VersionId: version.versionId,
  IsDefaultVersion: version.versionId === policy.defaultVersionId,
  CreateDate: new Date(version.createDate),
});
