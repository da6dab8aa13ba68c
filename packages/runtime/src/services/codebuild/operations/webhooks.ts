import type {
  CreateWebhookInput,
  CreateWebhookOutput,
  DeleteWebhookInput,
  ProjectSource,
  UpdateWebhookInput,
  UpdateWebhookOutput,
} from '@aws-sdk/client-codebuild';
import { AwsError } from '../../../base/aws-error.ts';
import type { Given } from '../../../base/given.ts';
import { alphabets } from '../../../base/ids.ts';
import type { Call, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import {
  invalidInput,
  noWebhook,
  projectNotFound,
  refusedByProvider,
  webhookAlreadyExists,
  webhookNotFound,
} from '../errors.ts';
import { askHost, hostApi, isDone, type HostApi } from '../git-hosts/asking.ts';
import type { GitHost, HookWanted } from '../git-hosts/git-host.ts';
import { gitHostOf } from '../git-hosts/index.ts';
import { projectArn, projects, webhooks, type ProjectRecord, type WebhookRecord } from '../records.ts';
import { checkBranchFilter, checkFilters } from '../webhook-filters.ts';
import { payloadUrl, webhookView } from '../webhook-view.ts';
import { projectOf } from './projects.ts';

/** AWS: unverified words. */
const hostOf = ({ declaration: { source } }: ProjectRecord): GitHost =>
  gitHostOf(source!) ?? invalidInput(`Webhooks are not supported for source type ${source!.type}`);

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateWebhook.html */
export const createWebhook: WaitingHandler<Given<CreateWebhookInput>, CreateWebhookOutput> = {
  async waits(input, call) {
    const project = call.transaction((inner) => hookable(inner, input));
    const api = input.manualCreation ? undefined : await apiFor(call, 'create', project.declaration.source!);
    const record = call.transaction((inner) => begun(inner, project, input));
    if (!record.isPending) return { webhook: { ...webhookView(call, record), ...secretOf(project, record) } };
    const registered = api && (await registeredAt(call, api, record));
    const kept = call.transaction((inner) => made(inner, record, registered));
    // AWS: the secret is told when it is made, and never again.
    if (kept) return { webhook: { ...webhookView(call, kept), ...secretOf(project, kept) } };
    if (api && registered !== undefined) await askHost(call, api, { method: 'DELETE', url: registered });
    return projectNotFound(projectArn(call, project.name));
  },
};

/** Undefined where the project was taken away while its provider was asked. */
function made(call: Call, record: WebhookRecord, url: string | undefined): WebhookRecord | undefined {
  if (!projects.get(call.tx, call, record.projectName)) return undefined;
  const { isPending: _, ...known } = webhooks.get(call.tx, call, record.projectName) ?? record;
  const kept = { ...known, ...(url !== undefined && { url }) };
  webhooks.put(call.tx, call, record.projectName, kept);
  return kept;
}

/** Written down before the provider is asked: who asks again, having died meanwhile, asks for the same. */
function begun(call: Call, project: ProjectRecord, input: Given<CreateWebhookInput>): WebhookRecord {
  const known = webhooks.get(call.tx, call, project.name);
  if (known && !known.isPending) return known;
  const { filterGroups, branchFilter, buildType, manualCreation = false } = input;
  const { effectId } = call;
  const record: WebhookRecord = {
    projectName: project.name,
    key: known?.key ?? call.ids.word(40, alphabets.lower),
    secret: known?.secret ?? call.ids.word(40, alphabets.lower),
    lastModifiedSecret: call.now,
    manualCreation,
    heard: [],
    isPending: true,
    ...(filterGroups && { filterGroups }),
    ...(branchFilter !== undefined && { branchFilter }),
    ...(buildType && { buildType }),
    ...(effectId !== undefined && { effectId }),
  };
  webhooks.put(call.tx, call, project.name, record);
  return record;
}

/** Where the provider has it; what it refuses is there no more. */
async function registeredAt(call: WaitingCall, api: HostApi, record: WebhookRecord): Promise<string> {
  try {
    return await register(call, api, record);
  } catch (error) {
    if (error instanceof AwsError)
      call.transaction((inner) => webhooks.delete(inner.tx, inner, record.projectName));
    throw error;
  }
}

const secretOf = (project: ProjectRecord, { secret }: WebhookRecord) =>
  hostOf(project).isSecretTold ? { secret } : {};

function hookable(call: Call, input: Given<CreateWebhookInput>): ProjectRecord {
  const project = projectOf(call, input.projectName);
  const known = webhooks.get(call.tx, call, project.name);
  const isAskedAgain = known?.effectId !== undefined && known.effectId === call.effectId;
  if (known && !known.isPending && !isAskedAgain) webhookAlreadyExists(project.name);
  checkWanted(input, hostOf(project));
  // AWS: API reference: "manualCreation is only available for GitHub webhooks", and, by the user guide, GitLab's.
  // Unverified words.
  if (input.manualCreation && !hostOf(project).isSecretTold)
    invalidInput(`Manual creation of webhooks is not supported for ${project.declaration.source!.type}`);
  return project;
}

/** What is asked for and not done here is refused. */
function checkWanted(
  input: Pick<Given<CreateWebhookInput>, 'filterGroups' | 'branchFilter' | 'buildType'> & {
    readonly scopeConfiguration?: unknown;
    readonly pullRequestBuildPolicy?: { readonly requiresCommentApproval: string } | undefined;
  },
  host: GitHost,
): void {
  const { filterGroups = [], branchFilter, buildType, scopeConfiguration, pullRequestBuildPolicy } = input;
  // AWS: API reference: "filterGroups and branchFilter cannot be used together"; unverified words.
  if (filterGroups.length > 0 && branchFilter) invalidInput('Use filterGroups or branchFilter, not both');
  checkFilters(filterGroups, host);
  checkBranchFilter(branchFilter);
  if (buildType === 'RUNNER_BUILDKITE_BUILD' || scopeConfiguration)
    invalidInput('Penstock serves webhooks of one repository, which start builds and batches (yet)');
  if ((pullRequestBuildPolicy?.requiresCommentApproval ?? 'DISABLED') !== 'DISABLED')
    invalidInput('Penstock does not serve approvals by comments (yet): pullRequestBuildPolicy');
}

/** The repository in its provider's API, or why there is no asking there. */
async function apiFor(call: WaitingCall, verb: string, source: ProjectSource): Promise<HostApi> {
  try {
    return await hostApi(call, source);
  } catch (error) {
    // What a connection cannot do is none of this operation's own errors.
    if (!(error instanceof AwsError) || !error.name.startsWith('Resource')) throw error;
    return noWebhook(verb, error.message);
  }
}

/** Has the provider tell of what happens; answers where its hook is. */
async function register(call: WaitingCall, api: HostApi, record: WebhookRecord): Promise<string> {
  const answered = await askHost(call, api, api.host.createHook(api.url, wantedOf(call, record)));
  if (!isDone(answered)) refusedByProvider('create', answered);
  return api.host.hookUrl(api.url, parsed(answered.body));
}

function parsed(text: string): object {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}

const wantedOf = (
  call: Pick<Call, 'endpoint' | 'account' | 'region'>,
  record: WebhookRecord,
): HookWanted => ({
  url: payloadUrl(call, record),
  secret: record.secret,
});

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateWebhook.html */
export const updateWebhook: WaitingHandler<Given<UpdateWebhookInput>, UpdateWebhookOutput> = {
  async waits(input, call) {
    const { project, record, isRotated } = call.transaction((inner) => changed(inner, input));
    if (isRotated && record.url !== undefined) {
      const api = await apiFor(call, 'update', project.declaration.source!);
      const answered = await askHost(call, api, api.host.changeHook(record.url, wantedOf(call, record)));
      if (!isDone(answered)) refusedByProvider('update', answered);
    }
    return call.transaction((inner) => {
      // It may have been taken away, or have heard something, while the provider was asked.
      const { heard } = webhookOf(inner, input.projectName).webhook;
      const kept = { ...record, heard };
      webhooks.put(inner.tx, inner, kept.projectName, kept);
      return { webhook: { ...webhookView(inner, kept), ...(isRotated && secretOf(project, kept)) } };
    });
  },
};

interface Changed {
  readonly project: ProjectRecord;
  readonly record: WebhookRecord;
  readonly isRotated: boolean;
}

function changed(call: Call, input: Given<UpdateWebhookInput>): Changed {
  const { filterGroups, branchFilter, buildType, rotateSecret = false } = input;
  const { project, webhook } = webhookOf(call, input.projectName);
  const host = hostOf(project);
  checkWanted(input, host);
  // AWS: API reference: "If you use Bitbucket for your repository, rotateSecret is ignored."
  const isRotated = rotateSecret && host.isSecretTold;
  const record: WebhookRecord = {
    ...webhook,
    ...(filterGroups && { filterGroups, branchFilter: undefined }),
    ...(branchFilter !== undefined && { branchFilter, filterGroups: undefined }),
    ...(buildType && { buildType }),
    ...(isRotated && { secret: call.ids.word(40, alphabets.lower), lastModifiedSecret: call.now }),
  };
  return { project, record, isRotated };
}

export const deleteWebhook: WaitingHandler<Given<DeleteWebhookInput>, object> = {
  async waits({ projectName }, call) {
    const { project, webhook } = call.transaction((inner) => webhookOf(inner, projectName));
    if (webhook.url !== undefined) {
      const api = await apiFor(call, 'delete', project.declaration.source!);
      const answered = await askHost(call, api, { method: 'DELETE', url: webhook.url });
      // Somebody has taken it away already.
      if (!isDone(answered) && answered.status !== 404) refusedByProvider('delete', answered);
    }
    call.transaction((inner) => webhooks.delete(inner.tx, inner, webhook.projectName));
    return {};
  },
};

function webhookOf(call: Call, name: string): { project: ProjectRecord; webhook: WebhookRecord } {
  const project = projectOf(call, name);
  return { project, webhook: webhooks.get(call.tx, call, project.name) ?? webhookNotFound(project.name) };
}
