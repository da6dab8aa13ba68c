import type {
  BatchGetProjectsInput,
  BatchGetProjectsOutput,
  CreateProjectInput,
  CreateProjectOutput,
  DeleteProjectInput,
  ListProjectsInput,
  ListProjectsOutput,
  Project,
  UpdateProjectInput,
  UpdateProjectOutput,
  UpdateProjectVisibilityInput,
  UpdateProjectVisibilityOutput,
} from '@aws-sdk/client-codebuild';
import { pageOf } from '../../../base/pagination.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { projectCaches } from '../cache.ts';
import { roleArnOf, validateDeclaration } from '../declaration.ts';
import { invalidInput, projectAlreadyExists, projectNotFound } from '../errors.ts';
import { fleetIn } from '../fleets.ts';
import { webhookView } from '../webhook-view.ts';
import { projectArn, projects, webhooks, type ProjectRecord, type Visibility } from '../records.ts';

/** AWS: ListProjects, "only the first 100 items are returned". */
export const listedMax = 100;

export const createProject: Handler<CreateProjectInput, CreateProjectOutput> = (input, call) => {
  const name = input.name!;
  if (projects.get(call.tx, call, name)) projectAlreadyExists(projectArn(call, name));
  const declaration = withRoles(call, input);
  validateDeclaration(declaration);
  fleetIn(call, input.environment);
  const project: ProjectRecord = {
    name,
    declaration,
    createdAt: call.now,
    modifiedAt: call.now,
    buildCount: 0,
  };
  projects.put(call.tx, call, name, project);
  return { project: described(project, call) };
};

export const updateProject: Handler<UpdateProjectInput, UpdateProjectOutput> = (input, call) => {
  const project = projectOf(call, input.name!);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const declaration = withRoles(call, cleared({ ...project.declaration, ...given }));
  validateDeclaration(declaration);
  if (input.environment) fleetIn(call, input.environment);
  const changed = { ...project, declaration, modifiedAt: call.now };
  projects.put(call.tx, call, project.name, changed);
  return { project: described(changed, call) };
};

/** Its roles are told by their ARNs, however they were said. */
function withRoles(scope: Scope, declaration: CreateProjectInput): CreateProjectInput {
  const { serviceRole, buildBatchConfig } = declaration;
  const role = buildBatchConfig?.serviceRole;
  return {
    ...declaration,
    serviceRole: roleArnOf(scope, serviceRole!),
    ...(role && { buildBatchConfig: { ...buildBatchConfig, serviceRole: roleArnOf(scope, role) } }),
  };
}

/** Without what a value takes away. AWS: "To remove this limit, set this value to -1"; an empty VPC is none. */
function cleared(declaration: CreateProjectInput): CreateProjectInput {
  const { concurrentBuildLimit: limit, sourceVersion, vpcConfig, logsConfig } = declaration;
  const gone = new Set([
    ...(limit === -1 ? ['concurrentBuildLimit'] : []),
    ...(sourceVersion === '' ? ['sourceVersion'] : []),
    ...(vpcConfig && !vpcConfig.vpcId ? ['vpcConfig'] : []),
    ...(logsConfig && Object.keys(logsConfig).length === 0 ? ['logsConfig'] : []),
  ]);
  const left = Object.entries(declaration).filter(([name]) => !gone.has(name));
  return Object.fromEntries(left) as unknown as CreateProjectInput;
}

/** Builds of a public project may be seen by anybody, on AWS's page of them; here there is no such page. */
export const updateProjectVisibility: Handler<UpdateProjectVisibilityInput, UpdateProjectVisibilityOutput> = (
  input,
  call,
) => {
  const project = projectOf(call, input.projectArn!);
  const { projectVisibility = 'PRIVATE', resourceAccessRole } = input;
  const publicProjectAlias =
    projectVisibility === 'PUBLIC_READ'
      ? (project.visibility?.publicProjectAlias ?? call.ids.uuid())
      : undefined;
  const visibility: Visibility = {
    projectVisibility,
    ...(resourceAccessRole !== undefined && { resourceAccessRole }),
    ...(publicProjectAlias !== undefined && { publicProjectAlias }),
  };
  projects.put(call.tx, call, project.name, { ...project, visibility, modifiedAt: call.now });
  return { projectArn: projectArn(call, project.name), projectVisibility, publicProjectAlias };
};

/** Deleting what is not there is a success. Its builds stay. */
export const deleteProject: Handler<DeleteProjectInput, object> = (input, call) => {
  projects.delete(call.tx, call, input.name!);
  webhooks.delete(call.tx, call, input.name!);
  projectCaches.delete(call.tx, call, input.name!);
  return {};
};

export const batchGetProjects: Handler<BatchGetProjectsInput, BatchGetProjectsOutput> = (input, call) => {
  const found = input.names!.map((name) => ({ name, project: projects.get(call.tx, call, nameOf(name)) }));
  return {
    projects: found.flatMap(({ project }) => (project ? [withWebhook(project, call)] : [])),
    projectsNotFound: found.filter(({ project }) => !project).map(({ name }) => name),
  };
};

export const listProjects: Handler<ListProjectsInput, ListProjectsOutput> = (input, call) => {
  const all = projects.list(call.tx, call);
  if (input.sortBy === 'CREATED_TIME') all.sort((a, b) => a.createdAt - b.createdAt);
  if (input.sortBy === 'LAST_MODIFIED_TIME') all.sort((a, b) => a.modifiedAt - b.modifiedAt);
  const ordered = input.sortOrder === 'DESCENDING' ? all.reverse() : all;
  const page = pageOf(ordered, (project) => project.name, {
    token: input.nextToken,
    limit: listedMax,
    invalid: invalidToken,
  });
  return { projects: page.items.map((project) => project.name), nextToken: page.next };
};

export const invalidToken = (): never => invalidInput('Invalid next token');

export const projectOf = (call: Call, name: string): ProjectRecord =>
  projects.get(call.tx, call, nameOf(name)) ?? projectNotFound(projectArn(call, name));

/** A project may be named by its ARN. */
const nameOf = (nameOrArn: string): string => /^arn:[^/]*:project\/(.*)$/.exec(nameOrArn)?.[1] ?? nameOrArn;

function withWebhook(project: ProjectRecord, call: Call): Project {
  const record = webhooks.get(call.tx, call, project.name);
  return { ...described(project, call), ...(record && { webhook: webhookView(call, record) }) };
}

function described(project: ProjectRecord, scope: Scope): Project {
  const { name, declaration, createdAt, modifiedAt, visibility } = project;
  const { badgeEnabled, ...declared } = declaration;
  return {
    ...declared,
    arn: projectArn(scope, name),
    timeoutInMinutes: declaration.timeoutInMinutes ?? 60,
    queuedTimeoutInMinutes: declaration.queuedTimeoutInMinutes ?? 480,
    cache: declaration.cache ?? { type: 'NO_CACHE' },
    tags: declaration.tags ?? [],
    created: new Date(createdAt),
    lastModified: new Date(modifiedAt),
    badge: { badgeEnabled: badgeEnabled ?? false },
    projectVisibility: 'PRIVATE',
    ...visibility,
  };
}
