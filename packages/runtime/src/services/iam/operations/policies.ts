import type * as sdk from '@aws-sdk/client-iam';
import { alphabets, derivedWord } from '../../../base/ids.ts';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  noSuchPolicy,
  policyAlreadyExists,
  policyAttached,
  policyHasVersions,
  quotaExceeded,
} from '../errors.ts';
import { allHolders, sizeOf } from '../holders.ts';
import { listed } from '../listing.ts';
import { checkPolicyDocument } from '../policy-document.ts';
import {
  globally,
  iamArn,
  isManagedByAws,
  pathOf,
  policies,
  policyNameOf,
  type PolicyRecord,
} from '../records.ts';
import { tagRecords } from '../tags.ts';

/** AWS: IAM quotas, characters of a managed policy without white space. */
const sizeMax = 6_144;

export const createPolicy: Handler<
  Given<sdk.CreatePolicyCommandInput>,
  Answered<sdk.CreatePolicyCommandOutput>
> = (input, call) => {
  const path = input.Path ?? '/';
  const name = input.PolicyName;
  const taken = policies
    .list(call.tx, globally(call))
    .some((policy) => policy.policyName.toLowerCase() === name.toLowerCase());
  if (taken) policyAlreadyExists(name);
  checkManagedDocument(input.PolicyDocument);
  const policy: PolicyRecord = {
    policyName: name,
    policyId: `ANPA${call.ids.word(17, alphabets.base32)}`,
    path,
    arn: iamArn(call, `policy${path}${name}`),
    description: input.Description,
    createDate: call.now,
    updateDate: call.now,
    versions: [{ versionId: 'v1', document: input.PolicyDocument, createDate: call.now }],
    defaultVersionId: 'v1',
    versionsMade: 1,
    tags: tagRecords(input.Tags),
  };
  policies.put(call.tx, globally(call), policy.arn, policy);
  return { Policy: policyAnswer(policy, usesOf(call)) };
};

/** What a policy's document must be, whichever version it is of. */
export function checkManagedDocument(document: string): void {
  checkPolicyDocument(document, 'identity');
  if (sizeOf(document) > sizeMax) quotaExceeded('PolicySize', sizeMax);
}

export const getPolicy: Handler<Given<sdk.GetPolicyCommandInput>, Answered<sdk.GetPolicyCommandOutput>> = (
  { PolicyArn: arn },
  call,
) => {
  if (isManagedByAws(arn)) return { Policy: managedPolicyAnswer(arn, usesOf(call)) };
  return { Policy: policyAnswer(policyOf(call, arn), usesOf(call)) };
};

export const listPolicies: Handler<
  Given<sdk.ListPoliciesCommandInput>,
  Answered<sdk.ListPoliciesCommandOutput>
> = (input, call) => {
  const uses = usesOf(call);
  const isUsed = ({ AttachmentCount, PermissionsBoundaryUsageCount }: sdk.Policy) =>
    (input.PolicyUsageFilter === 'PermissionsBoundary' ? PermissionsBoundaryUsageCount! : AttachmentCount!) >
    0;
  const own = policies.list(call.tx, globally(call)).map((policy) => policyAnswer(policy, uses));
  const ofAws = uses.arns.filter(isManagedByAws).map((arn) => managedPolicyAnswer(arn, uses));
  const all = [...(input.Scope === 'AWS' ? [] : own), ...(input.Scope === 'Local' ? [] : ofAws)]
    .filter((policy) => policy.Path!.startsWith(input.PathPrefix ?? '/'))
    .filter((policy) => (!input.OnlyAttached && !input.PolicyUsageFilter) || isUsed(policy));
  const { items, paging } = listed(all, (policy) => policy.Arn!, input);
  // AWS: ListPolicies leaves out tags and descriptions.
  return { Policies: items.map(({ Tags: _tags, Description: _description, ...rest }) => rest), ...paging };
};

export const deletePolicy: Handler<Given<sdk.DeletePolicyCommandInput>, object> = (input, call) => {
  const policy = policyOf(call, input.PolicyArn);
  const uses = usesOf(call);
  if (uses.attached(policy.arn) > 0 || uses.asBoundary(policy.arn) > 0) policyAttached();
  if (policy.versions.length > 1) policyHasVersions();
  policies.delete(call.tx, globally(call), policy.arn);
  return {};
};

export const policyOf = (call: Call, arn: string): PolicyRecord =>
  policies.get(call.tx, globally(call), arn) ?? noSuchPolicy(arn);

/** How often each policy is used in the account. */
export interface Uses {
  /** Of every policy that is used. */
  readonly arns: readonly string[];
  attached(arn: string): number;
  asBoundary(arn: string): number;
}

export function usesOf(call: Call): Uses {
  const { roles, users, groups } = allHolders(call);
  const attached = counted([...roles, ...users, ...groups].flatMap((each) => each.attachedPolicies));
  const boundaries = counted([...roles, ...users].flatMap((each) => each.permissionsBoundary ?? []));
  return {
    arns: [...new Set([...attached.keys(), ...boundaries.keys()])].sort(),
    attached: (arn) => attached.get(arn) ?? 0,
    asBoundary: (arn) => boundaries.get(arn) ?? 0,
  };
}

function counted(arns: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const arn of arns) counts.set(arn, (counts.get(arn) ?? 0) + 1);
  return counts;
}

export function policyAnswer(policy: PolicyRecord, uses: Uses): sdk.Policy {
  return {
    PolicyName: policy.policyName,
    PolicyId: policy.policyId,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: uses.attached(policy.arn),
    PermissionsBoundaryUsageCount: uses.asBoundary(policy.arn),
    IsAttachable: true,
    Description: policy.description,
    CreateDate: new Date(policy.createDate),
    UpdateDate: new Date(policy.updateDate),
    Tags: policy.tags.length > 0 ? [...policy.tags] : undefined,
  };
}

/** What can be told of a policy whose document AWS keeps: its name, an id that follows from it, its uses here. */
function managedPolicyAnswer(arn: string, uses: Uses): sdk.Policy {
  return {
    PolicyName: policyNameOf(arn),
    PolicyId: `ANPA${derivedWord(17, alphabets.base32, arn)}`,
    Arn: arn,
    Path: pathOf(arn),
    DefaultVersionId: 'v1',
    AttachmentCount: uses.attached(arn),
    PermissionsBoundaryUsageCount: uses.asBoundary(arn),
    IsAttachable: true,
  };
}
