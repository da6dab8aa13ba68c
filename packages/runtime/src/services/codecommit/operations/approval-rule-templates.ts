import type {
  AssociateApprovalRuleTemplateWithRepositoryInput,
  BatchAssociateApprovalRuleTemplateWithRepositoriesInput,
  BatchAssociateApprovalRuleTemplateWithRepositoriesOutput,
  BatchDisassociateApprovalRuleTemplateFromRepositoriesOutput,
  CreateApprovalRuleTemplateInput,
  CreateApprovalRuleTemplateOutput,
  DeleteApprovalRuleTemplateInput,
  DeleteApprovalRuleTemplateOutput,
  GetApprovalRuleTemplateInput,
  ListApprovalRuleTemplatesInput,
  ListApprovalRuleTemplatesOutput,
  ListAssociatedApprovalRuleTemplatesForRepositoryInput,
  ListRepositoriesForApprovalRuleTemplateInput,
  ListRepositoriesForApprovalRuleTemplateOutput,
  UpdateApprovalRuleTemplateContentInput,
  UpdateApprovalRuleTemplateDescriptionInput,
  UpdateApprovalRuleTemplateNameInput,
} from '@aws-sdk/client-codecommit';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { parseRule } from '../approval-rules.ts';
import { templatesOf } from '../approval-templates.ts';
import {
  invalidContinuationToken,
  invalidRuleContentSha256,
  invalidTemplateContent,
  maximumRepositoryNamesExceeded,
  maximumTemplatesOfRepository,
  numberOfTemplatesExceeded,
  repositoryNamesRequired,
  templateDoesNotExist,
  templateInUse,
  templateNameAlreadyExists,
} from '../errors.ts';
import { dateOf, emitOther } from '../pull-request-events.ts';
import { associations, sha256, templates, type ApprovalRuleTemplate } from '../pull-request-records.ts';
import { repositories, repositoryOf } from '../records.ts';
import { limitOf } from './pull-requests.ts';

/** AWS: quotas of CodeCommit: 1,000 templates in a region, 25 associated with a repository. */
const templatesMax = 1_000;
const ofRepositoryMax = 25;
/** AWS: as BatchGetRepositories. Unverified. */
const batchMax = 100;
const pageMax = 100;

const templateOf = (call: Call, name: string): ApprovalRuleTemplate =>
  templates.get(call.tx, call, name) ?? templateDoesNotExist();

const told = (template: ApprovalRuleTemplate) => ({
  approvalRuleTemplateId: template.id,
  approvalRuleTemplateName: template.name,
  ...(template.description !== undefined && { approvalRuleTemplateDescription: template.description }),
  approvalRuleTemplateContent: template.content,
  ruleContentSha256: sha256(template.content),
  lastModifiedDate: new Date(template.lastModifiedDate),
  creationDate: new Date(template.creationDate),
  lastModifiedUser: template.lastModifiedUser,
});

// AWS: user guide, "Monitoring CodeCommit events": approvalRuleTemplateCreated, -Updated, -Deleted, -AssociatedWith….
function emit(
  call: Call,
  event: string,
  template: ApprovalRuleTemplate,
  names: readonly string[] = [],
): void {
  emitOther(call, {
    detailType: 'CodeCommit Approval Rule Template Change',
    what: `Event: ${event}. Approval rule template: ${template.name}`,
    approvalRuleTemplateContentSha256: sha256(template.content),
    approvalRuleTemplateId: template.id,
    approvalRuleTemplateName: template.name,
    creationDate: dateOf(template.creationDate),
    event,
    lastModifiedDate: dateOf(template.lastModifiedDate),
    repositories: Object.fromEntries(
      names.map((name) => [name, repositories.get(call.tx, call, name)?.repositoryId]),
    ),
  });
}

export const createTemplate: Handler<
  Given<CreateApprovalRuleTemplateInput>,
  CreateApprovalRuleTemplateOutput
> = (input, call) => {
  const { approvalRuleTemplateName: name, approvalRuleTemplateContent: content } = input;
  if (!parseRule(content, true)) invalidTemplateContent();
  if (templates.get(call.tx, call, name)) templateNameAlreadyExists();
  if (templates.list(call.tx, call).length >= templatesMax) numberOfTemplatesExceeded();
  const template: ApprovalRuleTemplate = {
    id: call.ids.uuid(),
    name,
    description: input.approvalRuleTemplateDescription,
    content,
    creationDate: call.now,
    lastModifiedDate: call.now,
    lastModifiedUser: call.caller.arn,
  };
  templates.put(call.tx, call, name, template);
  emit(call, 'approvalRuleTemplateCreated', template);
  return { approvalRuleTemplate: told(template) };
};

export const getTemplate: Handler<Given<GetApprovalRuleTemplateInput>, CreateApprovalRuleTemplateOutput> = (
  { approvalRuleTemplateName },
  call,
) => ({ approvalRuleTemplate: told(templateOf(call, approvalRuleTemplateName)) });

/** AWS: API reference: of a template that is gone already, only the status is answered. */
export const deleteTemplate: Handler<
  Given<DeleteApprovalRuleTemplateInput>,
  Partial<DeleteApprovalRuleTemplateOutput>
> = ({ approvalRuleTemplateName: name }, call) => {
  const template = templates.get(call.tx, call, name);
  if (!template) return {};
  if (associations.list(call.tx, call, { prefix: `${template.id}|` }).length > 0) templateInUse();
  templates.delete(call.tx, call, name);
  emit(call, 'approvalRuleTemplateDeleted', template);
  return { approvalRuleTemplateId: template.id };
};

function update(call: Call, before: ApprovalRuleTemplate, change: Partial<ApprovalRuleTemplate>) {
  const template = {
    ...before,
    ...change,
    lastModifiedDate: call.now,
    lastModifiedUser: call.caller.arn,
  };
  templates.delete(call.tx, call, before.name);
  templates.put(call.tx, call, template.name, template);
  emit(call, 'approvalRuleTemplateUpdated', template);
  return { approvalRuleTemplate: told(template) };
}

export const updateTemplateContent: Handler<
  Given<UpdateApprovalRuleTemplateContentInput>,
  CreateApprovalRuleTemplateOutput
> = ({ approvalRuleTemplateName, newRuleContent: content, existingRuleContentSha256 }, call) => {
  const before = templateOf(call, approvalRuleTemplateName);
  if (!parseRule(content, true)) invalidTemplateContent();
  if (existingRuleContentSha256 !== undefined && existingRuleContentSha256 !== sha256(before.content))
    invalidRuleContentSha256();
  return update(call, before, { content });
};

export const updateTemplateDescription: Handler<
  Given<UpdateApprovalRuleTemplateDescriptionInput>,
  CreateApprovalRuleTemplateOutput
> = ({ approvalRuleTemplateName, approvalRuleTemplateDescription: description }, call) =>
  update(call, templateOf(call, approvalRuleTemplateName), { description });

export const updateTemplateName: Handler<
  Given<UpdateApprovalRuleTemplateNameInput>,
  CreateApprovalRuleTemplateOutput
> = ({ oldApprovalRuleTemplateName, newApprovalRuleTemplateName: name }, call) => {
  const before = templateOf(call, oldApprovalRuleTemplateName);
  if (name !== before.name && templates.get(call.tx, call, name)) templateNameAlreadyExists();
  return update(call, before, { name });
};

function associate(call: Call, template: ApprovalRuleTemplate, repositoryName: string): void {
  repositoryOf(call.tx, call, repositoryName);
  const key = `${template.id}|${repositoryName}`;
  if (associations.get(call.tx, call, key)) return;
  if (templatesOf(call, repositoryName).length >= ofRepositoryMax) maximumTemplatesOfRepository();
  associations.put(call.tx, call, key, { templateId: template.id, repositoryName });
  emit(call, 'approvalRuleTemplateAssociatedWithRepository', template, [repositoryName]);
}

function disassociate(call: Call, template: ApprovalRuleTemplate, repositoryName: string): void {
  repositoryOf(call.tx, call, repositoryName);
  const key = `${template.id}|${repositoryName}`;
  if (!associations.get(call.tx, call, key)) return;
  associations.delete(call.tx, call, key);
  emit(call, 'approvalRuleTemplateDisassociatedFromRepository', template, [repositoryName]);
}

export const associateTemplate: Handler<Given<AssociateApprovalRuleTemplateWithRepositoryInput>, object> = (
  { approvalRuleTemplateName, repositoryName },
  call,
) => {
  associate(call, templateOf(call, approvalRuleTemplateName), repositoryName);
  return {};
};

export const disassociateTemplate: typeof associateTemplate = (
  { approvalRuleTemplateName, repositoryName },
  call,
) => {
  disassociate(call, templateOf(call, approvalRuleTemplateName), repositoryName);
  return {};
};

type Batch = Given<BatchAssociateApprovalRuleTemplateWithRepositoriesInput>;

function eachOf({ approvalRuleTemplateName, repositoryNames }: Batch, call: Call, act: typeof associate) {
  const template = templateOf(call, approvalRuleTemplateName);
  if (repositoryNames.length === 0) repositoryNamesRequired();
  if (repositoryNames.length > batchMax) maximumRepositoryNamesExceeded();
  const there = repositoryNames.filter((name) => repositories.get(call.tx, call, name));
  for (const name of there) act(call, template, name);
  const errors = repositoryNames
    .filter((name) => !there.includes(name))
    .map((repositoryName) => ({
      repositoryName,
      errorCode: 'RepositoryDoesNotExistException',
      errorMessage: `${repositoryName} does not exist`,
    }));
  return { there, errors };
}

export const batchAssociate: Handler<Batch, BatchAssociateApprovalRuleTemplateWithRepositoriesOutput> = (
  input,
  call,
) => {
  const { there, errors } = eachOf(input, call, associate);
  return { associatedRepositoryNames: there, errors };
};

export const batchDisassociate: Handler<
  Batch,
  BatchDisassociateApprovalRuleTemplateFromRepositoriesOutput
> = (input, call) => {
  const { there, errors } = eachOf(input, call, disassociate);
  return { disassociatedRepositoryNames: there, errors };
};

interface Paged {
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
}
const page = (names: readonly string[], { nextToken, maxResults }: Paged) =>
  pageOf(names, (name) => name, {
    token: nextToken,
    limit: limitOf(maxResults, pageMax),
    invalid: invalidContinuationToken,
  });

export const listTemplates: Handler<
  Given<ListApprovalRuleTemplatesInput>,
  ListApprovalRuleTemplatesOutput
> = (input, call) => {
  const { items, next } = page(
    templates.list(call.tx, call).map(({ name }) => name),
    input,
  );
  return { approvalRuleTemplateNames: [...items], nextToken: next };
};

export const listTemplatesOfRepository: Handler<
  Given<ListAssociatedApprovalRuleTemplatesForRepositoryInput>,
  ListApprovalRuleTemplatesOutput
> = (input, call) => {
  repositoryOf(call.tx, call, input.repositoryName);
  const { items, next } = page(
    templatesOf(call, input.repositoryName).map(({ name }) => name),
    input,
  );
  return { approvalRuleTemplateNames: [...items], nextToken: next };
};

export const listRepositoriesOfTemplate: Handler<
  Given<ListRepositoriesForApprovalRuleTemplateInput>,
  ListRepositoriesForApprovalRuleTemplateOutput
> = (input, call) => {
  const { id } = templateOf(call, input.approvalRuleTemplateName);
  const names = associations.list(call.tx, call, { prefix: `${id}|` }).map((each) => each.repositoryName);
  const { items, next } = page(names, input);
  return { repositoryNames: [...items], nextToken: next };
};
