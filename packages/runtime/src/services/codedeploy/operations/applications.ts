import type {
  ApplicationInfo,
  BatchGetApplicationsCommandInput,
  BatchGetApplicationsOutput,
  CreateApplicationCommandInput,
  CreateApplicationOutput,
  DeleteApplicationCommandInput,
  GetApplicationCommandInput,
  GetApplicationOutput,
  ListApplicationsCommandInput,
  ListApplicationsOutput,
  UpdateApplicationCommandInput,
} from '@aws-sdk/client-codedeploy';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  applicationExists,
  applicationNameRequired,
  applicationNotFound,
  batchTooLong,
  tokenInvalid,
} from '../errors.ts';
import {
  applications,
  deploymentGroups,
  deployments,
  groupKey,
  type Application,
  type DeploymentGroup,
} from '../records.ts';
import { moveHooks } from './launch-hooks.ts';
import { renameRevisions } from './revision-names.ts';

// AWS: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateApplication.html
export const createApplication: Handler<CreateApplicationCommandInput, CreateApplicationOutput> = (
  input,
  call,
) => {
  const name = input.applicationName!;
  if (applications.get(call.tx, call, name)) applicationExists(name);
  const application: Application = {
    name,
    id: call.ids.uuid(),
    computePlatform: input.computePlatform ?? 'Server',
    createTime: call.now,
    tags: Object.fromEntries((input.tags ?? []).map(({ Key, Value }) => [Key!, Value ?? ''])),
  };
  applications.put(call.tx, call, name, application);
  return { applicationId: application.id };
};

export const findApplication = (call: Call, name: string): Application =>
  applications.get(call.tx, call, name) ?? applicationNotFound(name);

export const getApplication: Handler<GetApplicationCommandInput, GetApplicationOutput> = (input, call) => ({
  application: describe(findApplication(call, input.applicationName!)),
});

const batchMax = 100;

export const batchGetApplications: Handler<BatchGetApplicationsCommandInput, BatchGetApplicationsOutput> = (
  input,
  call,
) => {
  const names = input.applicationNames ?? [];
  if (names.length > batchMax) batchTooLong('applications', batchMax);
  return { applicationsInfo: names.map((name) => describe(findApplication(call, name))) };
};

const listMax = 100;

export const listApplications: Handler<ListApplicationsCommandInput, ListApplicationsOutput> = (
  input,
  call,
) => {
  const page = pageOf(applications.list(call.tx, call), ({ name }) => name, {
    token: input.nextToken,
    limit: listMax,
    invalid: tokenInvalid,
  });
  return {
    applications: page.items.map(({ name }) => name),
    ...(page.next !== undefined && { nextToken: page.next }),
  };
};

/** With the hooks that it has in Auto Scaling groups. */
function forgetGroup(call: Call, group: DeploymentGroup): void {
  moveHooks(call, group, undefined);
  deploymentGroups.delete(call.tx, call, groupKey(group.applicationName, group.name));
}

/** AWS: its groups go with it; deleting what is not there succeeds. */
export const deleteApplication: Handler<DeleteApplicationCommandInput, object> = (input, call) => {
  const name = input.applicationName!;
  for (const group of deploymentGroups.list(call.tx, call, { prefix: groupKey(name, '') }))
    forgetGroup(call, group);
  applications.delete(call.tx, call, name);
  return {};
};

/** AWS: its groups, deployments and revisions are called by the new name from then on. */
export const updateApplication: Handler<UpdateApplicationCommandInput, object> = (input, call) => {
  if (!input.applicationName) applicationNameRequired();
  const application = findApplication(call, input.applicationName);
  const name = input.newApplicationName ?? application.name;
  if (name === application.name) return {};
  if (applications.get(call.tx, call, name)) applicationExists(name);
  for (const { deploymentId, ...entry } of deployments.list(call.tx, call))
    if (entry.applicationName === application.name)
      deployments.put(call.tx, call, deploymentId, { ...entry, deploymentId, applicationName: name });
  for (const group of deploymentGroups.list(call.tx, call, { prefix: groupKey(application.name, '') })) {
    deploymentGroups.delete(call.tx, call, groupKey(application.name, group.name));
    deploymentGroups.put(call.tx, call, groupKey(name, group.name), { ...group, applicationName: name });
  }
  renameRevisions(call, application.name, name);
  applications.delete(call.tx, call, application.name);
  applications.put(call.tx, call, name, { ...application, name });
  return {};
};

const describe = ({ id, name, createTime, computePlatform }: Application): ApplicationInfo => ({
  applicationId: id,
  applicationName: name,
  createTime: new Date(createTime),
  linkedToGitHub: false,
  computePlatform: computePlatform as NonNullable<ApplicationInfo['computePlatform']>,
});
