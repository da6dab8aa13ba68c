import type * as sdk from '@aws-sdk/client-ecr';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidPolicy, templateAlreadyExists, templateNotFound } from '../errors.ts';
import {
  creationTemplates,
  repositories,
  type CreationTemplateRecord,
  type RepositoryRecord,
} from '../records.ts';
import { putLifecyclePolicy, requireLifecycle } from './lifecycle-policies.ts';
import { isPolicy, setRepositoryPolicy } from './policies.ts';
import { createRepository, invalidToken, ownRegistry, repositoryOf } from './repositories.ts';

// AWS: https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html

type Settings = Omit<CreationTemplateRecord, 'prefix' | 'createdAt' | 'updatedAt'>;

/** AWS: "There is always an assumed / applied to the end of the prefix", but for the one of all others. */
const spelled = (prefix: string): string => (prefix === root ? root : prefix.replace(/\/$/, ''));
const root = 'ROOT';

function settingsIn(input: sdk.UpdateRepositoryCreationTemplateRequest): Settings {
  const { repositoryPolicy, lifecyclePolicy } = input;
  // AWS: both can be taken back by an empty text.
  if (repositoryPolicy && !isPolicy(repositoryPolicy)) invalidPolicy('RepositoryPolicy');
  if (lifecyclePolicy) requireLifecycle(lifecyclePolicy);
  const { prefix: _prefix, ...settings } = input;
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

export const createRepositoryCreationTemplate: Handler<
  sdk.CreateRepositoryCreationTemplateRequest,
  sdk.CreateRepositoryCreationTemplateResponse
> = (input, call) => {
  const prefix = input.prefix!;
  if (creationTemplates.get(call.tx, call, spelled(prefix))) templateAlreadyExists(prefix, call.account);
  const at = { createdAt: call.now, updatedAt: call.now };
  return answer(call, { prefix, ...settingsIn(input), ...at });
};

export const updateRepositoryCreationTemplate: Handler<
  sdk.UpdateRepositoryCreationTemplateRequest,
  sdk.UpdateRepositoryCreationTemplateResponse
> = (input, call) => {
  const { imageTagMutabilityExclusionFilters: exclusions, ...before } = templateOf(call, input.prefix!);
  // Exclusions are from the mutability that they were said with.
  const excluded = input.imageTagMutability === undefined &&
    exclusions && { imageTagMutabilityExclusionFilters: exclusions };
  return answer(call, { ...before, ...excluded, ...settingsIn(input), updatedAt: call.now });
};

export const deleteRepositoryCreationTemplate: Handler<
  sdk.DeleteRepositoryCreationTemplateRequest,
  sdk.DeleteRepositoryCreationTemplateResponse
> = (input, call) => {
  const template = templateOf(call, input.prefix!);
  creationTemplates.delete(call.tx, call, spelled(template.prefix));
  return { registryId: call.account, repositoryCreationTemplate: told(template) };
};

export const describeRepositoryCreationTemplates: Handler<
  sdk.DescribeRepositoryCreationTemplatesRequest,
  sdk.DescribeRepositoryCreationTemplatesResponse
> = (input, call) => {
  const wanted = input.prefixes?.map(spelled);
  const all = creationTemplates
    .list(call.tx, call)
    .filter(({ prefix }) => wanted?.includes(spelled(prefix)) ?? true);
  const page = pageOf(all, ({ prefix }) => prefix, {
    token: input.nextToken,
    limit: input.maxResults ?? 100,
    invalid: invalidToken,
  });
  return {
    registryId: call.account,
    repositoryCreationTemplates: page.items.map(told),
    nextToken: page.next,
  };
};

const templateOf = (call: Call, prefix: string): CreationTemplateRecord =>
  creationTemplates.get(call.tx, call, spelled(prefix)) ?? templateNotFound(prefix, call.account);

function answer(call: Call, template: CreationTemplateRecord) {
  creationTemplates.put(call.tx, call, spelled(template.prefix), template);
  return { registryId: call.account, repositoryCreationTemplate: told(template) };
}

const told = ({ createdAt, updatedAt, ...rest }: CreationTemplateRecord): sdk.RepositoryCreationTemplate => ({
  ...rest,
  createdAt: new Date(createdAt),
  updatedAt: new Date(updatedAt),
});

interface Pushed {
  readonly registryId?: string | undefined;
  readonly repositoryName: string | undefined;
}

/** The repository that is pushed to: one that is not there is made, where a template says so. */
export function repositoryPushedTo(call: Call, input: Pushed): RepositoryRecord {
  ownRegistry(call, input.registryId);
  const name = input.repositoryName!;
  if (!repositories.get(call.tx, call, name)) makeFor(call, name, 'CREATE_ON_PUSH');
  return repositoryOf(call, input);
}

/** Makes a repository as a template says that is for such an occasion; whether there is one. */
export function makeFor(call: Call, name: string, occasion: sdk.RCTAppliedFor): boolean {
  const template = templateFor(call, name, occasion);
  if (template) make(call, name, template);
  return template !== undefined;
}

/** AWS: the longest prefix that fits; without one, the template of all others. */
function templateFor(
  call: Call,
  name: string,
  occasion: sdk.RCTAppliedFor,
): CreationTemplateRecord | undefined {
  const fits = ({ prefix, appliedFor = [] }: CreationTemplateRecord): boolean =>
    appliedFor.includes(occasion) && (prefix === root || name.startsWith(`${spelled(prefix)}/`));
  const lengthOf = ({ prefix }: CreationTemplateRecord): number => (prefix === root ? 0 : prefix.length);
  return creationTemplates
    .list(call.tx, call)
    .filter(fits)
    .toSorted((one, other) => lengthOf(other) - lengthOf(one))[0];
}

function make(call: Call, repositoryName: string, template: CreationTemplateRecord): void {
  const { imageTagMutability, imageTagMutabilityExclusionFilters, encryptionConfiguration } = template;
  const tags = template.resourceTags && [...template.resourceTags];
  createRepository(
    { repositoryName, imageTagMutability, imageTagMutabilityExclusionFilters, encryptionConfiguration, tags },
    call,
  );
  const { repositoryPolicy: policyText, lifecyclePolicy: lifecyclePolicyText } = template;
  if (policyText) setRepositoryPolicy({ repositoryName, policyText }, call);
  if (lifecyclePolicyText) putLifecyclePolicy({ repositoryName, lifecyclePolicyText }, call);
}
