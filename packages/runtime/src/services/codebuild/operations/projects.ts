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
} from '@aws-sdk/client-codebuild';
import { pageOf } from '../../../base/pagination.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { validateDeclaration } from '../declaration.ts';
import { invalidInput, projectAlreadyExists, projectNotFound } from '../errors.ts';
import { projectArn, projects, type ProjectRecord } from '../records.ts';

/** AWS: ListProjects, "only the first 100 items are returned". */
export const listedMax = 100;

export const createProject: Handler<CreateProjectInput, CreateProjectOutput> = (input, call) => {
  const name = input.name!;
  if (projects.get(call.tx, call, name)) projectAlreadyExists(projectArn(call, name));
  validateDeclaration(input);
  const project: ProjectRecord = {
    name,
    declaration: input,
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
  const declaration: CreateProjectInput = { ...project.declaration, ...given };
  validateDeclaration(declaration);
  const changed = { ...project, declaration, modifiedAt: call.now };
  projects.put(call.tx, call, project.name, changed);
  return { project: described(changed, call) };
};

/** Deleting what is not there is a success. Its builds stay. */
export const deleteProject: Handler<DeleteProjectInput, object> = (input, call) => {
  projects.delete(call.tx, call, input.name!);
  return {};
};

export const batchGetProjects: Handler<BatchGetProjectsInput, BatchGetProjectsOutput> = (input, call) => {
  const found = input.names!.map((name) => ({ name, project: projects.get(call.tx, call, nameOf(name)) }));
  return {
    projects: found.flatMap(({ project }) => (project ? [described(project, call)] : [])),
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

function described({ name, declaration, createdAt, modifiedAt }: ProjectRecord, scope: Scope): Project {
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
  };
}
