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
} from '@aws-sdk/client-codedeploy';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { applicationExists, applicationNotFound, batchTooLong, tokenInvalid } from '../errors.ts';
import { applications, deploymentGroups, groupKey, type Application } from '../records.ts';

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

/** AWS: its groups go with it; deleting what is not there succeeds. */
export const deleteApplication: Handler<DeleteApplicationCommandInput, object> = (input, call) => {
  const name = input.applicationName!;
  for (const group of deploymentGroups.list(call.tx, call, { prefix: groupKey(name, '') }))
    deploymentGroups.delete(call.tx, call, groupKey(name, group.name));
  applications.delete(call.tx, call, name);
  return {};
};

const describe = ({ id, name, createTime, computePlatform }: Application): ApplicationInfo => ({
  applicationId: id,
  applicationName: name,
  createTime: new Date(createTime),
  linkedToGitHub: false,
  computePlatform: computePlatform as NonNullable<ApplicationInfo['computePlatform']>,
});
