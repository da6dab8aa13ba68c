import { createHmac, timingSafeEqual } from 'node:crypto';
import type {
  CreateWebhookInput,
  CreateWebhookOutput,
  DeleteWebhookInput,
  UpdateWebhookInput,
  UpdateWebhookOutput,
} from '@aws-sdk/client-codebuild';
import type { Given } from '../../../base/given.ts';
import { alphabets } from '../../../base/ids.ts';
import type { Call, Handler, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import {
  invalidInput,
  noAccessToken,
  refusedByProvider,
  webhookAlreadyExists,
  webhookNotFound,
} from '../errors.ts';
import { hookVariables, readHook } from '../hooked.ts';
import { askGitHub, gitHubApi, isAtGitHub, type GitHubApi } from '../github-api.ts';
import { projects, webhooks, type ProjectRecord, type WebhookRecord } from '../records.ts';
import { checkBranchFilter, checkFilters, isWanted } from '../webhook-filters.ts';
import { payloadUrl, webhookView } from '../webhook-view.ts';
import { startHooked } from './hooked-builds.ts';
import { projectOf } from './projects.ts';

/** What GitHub is asked to tell of. */
const events = ['push', 'pull_request', 'release'];

/** Where GitHub's webhooks of a project's repository are. https://docs.github.com/en/rest/repos/webhooks */
function hooksOf(call: Call, { declaration }: ProjectRecord): GitHubApi {
  const source = declaration.source!;
  if (!isAtGitHub(source))
    return invalidInput(
      `Penstock serves webhooks of GITHUB and GITHUB_ENTERPRISE, not of ${source.type} (yet)`,
    );
  const { url, token } = gitHubApi(call, source);
  return { url: `${url}/hooks`, token };
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateWebhook.html */
export const createWebhook: WaitingHandler<Given<CreateWebhookInput>, CreateWebhookOutput> = {
  async waits(input, call) {
    const { api, record } = call.transaction((inner) => prepared(inner, input));
    const registered = record.manualCreation ? undefined : await register(call, api, record);
    return call.transaction((inner) => {
      const kept = { ...record, ...(registered !== undefined && { url: registered }) };
      webhooks.put(inner.tx, inner, record.projectName, kept);
      // AWS: the secret is told when it is made, and never again.
      return { webhook: { ...webhookView(inner, kept), secret: kept.secret } };
    });
  },
};

function prepared(call: Call, input: Given<CreateWebhookInput>): { api: GitHubApi; record: WebhookRecord } {
  const { filterGroups, branchFilter, buildType, manualCreation = false } = input;
  const project = projectOf(call, input.projectName);
  if (webhooks.get(call.tx, call, project.name)) webhookAlreadyExists(project.name);
  checkWanted(input);
  const api = hooksOf(call, project);
  if (!manualCreation && api.token === undefined) noAccessToken(project.declaration.source!.type!);
  const record: WebhookRecord = {
    projectName: project.name,
    key: call.ids.word(40, alphabets.lower),
    secret: call.ids.word(40, alphabets.lower),
    lastModifiedSecret: call.now,
    manualCreation,
    heard: [],
    ...(filterGroups && { filterGroups }),
    ...(branchFilter !== undefined && { branchFilter }),
    ...(buildType && { buildType }),
  };
  return { api, record };
}

/** What is asked for and not done here is refused. */
function checkWanted(
  input: Pick<Given<CreateWebhookInput>, 'filterGroups' | 'branchFilter' | 'buildType'> & {
    readonly scopeConfiguration?: unknown;
    readonly pullRequestBuildPolicy?: { readonly requiresCommentApproval: string } | undefined;
  },
): void {
  const { filterGroups = [], branchFilter, buildType, scopeConfiguration, pullRequestBuildPolicy } = input;
  // AWS: API reference: "filterGroups and branchFilter cannot be used together"; unverified words.
  if (filterGroups.length > 0 && branchFilter) invalidInput('Use filterGroups or branchFilter, not both');
  checkFilters(filterGroups);
  checkBranchFilter(branchFilter);
  if (buildType === 'RUNNER_BUILDKITE_BUILD' || scopeConfiguration)
    invalidInput('Penstock serves webhooks of one repository, which start builds and batches (yet)');
  if ((pullRequestBuildPolicy?.requiresCommentApproval ?? 'DISABLED') !== 'DISABLED')
    invalidInput('Penstock does not serve approvals by comments (yet): pullRequestBuildPolicy');
}

/** Has GitHub tell of what happens; answers where its hook is. */
async function register(call: WaitingCall, api: GitHubApi, record: WebhookRecord): Promise<string> {
  const config = configOf(call, record);
  const body = JSON.stringify({ name: 'web', active: true, events, config });
  const answered = await askGitHub(call, api, { method: 'POST', url: api.url, body });
  if (answered.status !== 201 && answered.status !== 200) refusedByProvider('create', answered);
  const { url, id } = JSON.parse(answered.body || '{}') as { readonly url?: string; readonly id?: number };
  return url ?? `${api.url}/${id ?? ''}`;
}

const configOf = (call: Pick<Call, 'endpoint' | 'account' | 'region'>, record: WebhookRecord) => ({
  url: payloadUrl(call, record),
  content_type: 'json',
  insecure_ssl: '0',
  secret: record.secret,
});

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateWebhook.html */
export const updateWebhook: WaitingHandler<Given<UpdateWebhookInput>, UpdateWebhookOutput> = {
  async waits(input, call) {
    const { filterGroups, branchFilter, buildType, rotateSecret = false } = input;
    const { api, record } = call.transaction((inner) => {
      const { project, webhook } = webhookOf(inner, input.projectName);
      const next = filterGroups ? { ...webhook, branchFilter: undefined } : webhook;
      const changed: WebhookRecord = {
        ...next,
        ...(filterGroups && { filterGroups }),
        ...(branchFilter !== undefined && { branchFilter, filterGroups: undefined }),
        ...(buildType && { buildType }),
        ...(rotateSecret && { secret: inner.ids.word(40, alphabets.lower), lastModifiedSecret: inner.now }),
      };
      checkWanted({ ...input, filterGroups, branchFilter });
      return { api: hooksOf(inner, project), record: changed };
    });
    if (rotateSecret && record.url !== undefined) {
      const body = JSON.stringify({ active: true, events, config: configOf(call, record) });
      const answered = await askGitHub(call, api, { method: 'PATCH', url: record.url, body });
      if (answered.status !== 200) refusedByProvider('update', answered);
    }
    return call.transaction((inner) => {
      webhooks.put(inner.tx, inner, record.projectName, record);
      const secret = rotateSecret ? { secret: record.secret } : {};
      return { webhook: { ...webhookView(inner, record), ...secret } };
    });
  },
};

export const deleteWebhook: WaitingHandler<Given<DeleteWebhookInput>, object> = {
  async waits({ projectName }, call) {
    const { api, webhook } = call.transaction((inner) => {
      const found = webhookOf(inner, projectName);
      return { api: hooksOf(inner, found.project), webhook: found.webhook };
    });
    if (webhook.url !== undefined) {
      const answered = await askGitHub(call, api, { method: 'DELETE', url: webhook.url });
      // Somebody has taken it away already.
      if (![200, 204, 404].includes(answered.status)) refusedByProvider('delete', answered);
    }
    call.transaction((inner) => webhooks.delete(inner.tx, inner, webhook.projectName));
    return {};
  },
};

function webhookOf(call: Call, name: string): { project: ProjectRecord; webhook: WebhookRecord } {
  const project = projectOf(call, name);
  return { project, webhook: webhooks.get(call.tx, call, project.name) ?? webhookNotFound(project.name) };
}

export interface TakeWebhookInput {
  readonly project: string;
  readonly key: string;
  /** Their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** So many deliveries are remembered of each webhook. */
const heardMax = 100;

/** What GitHub posts to a project's address. From inside only: its signature is GitHub's. */
export const takeWebhook: Handler<TakeWebhookInput, { readonly taken: string }> = (input, call) => {
  const record = webhooks.get(call.tx, call, input.project);
  const project = projects.get(call.tx, call, input.project);
  if (!record || !project || record.key !== input.key) return { taken: 'unknown' };
  if (!isSigned(input, record.secret)) return { taken: 'unsigned' };
  const { headers, body } = input;
  const hooked = readHook(headers['x-github-event'], body);
  if (!hooked || !isWanted(record, hooked)) return { taken: 'ignored' };
  const delivery = headers['x-github-delivery'];
  if (delivery !== undefined && record.heard.includes(delivery)) return { taken: 'followed' };
  const heard = delivery === undefined ? record.heard : [...record.heard, delivery].slice(-heardMax);
  webhooks.put(call.tx, call, record.projectName, { ...record, heard });
  startHooked(call, project, {
    isBatch: record.buildType === 'BUILD_BATCH',
    sourceVersion: hooked.version,
    // AWS: seen in the wild: GitHub-Hookshot/<what GitHub's user agent says>.
    initiator: headers['user-agent'] ?? 'GitHub-Hookshot',
    variables: hookVariables(hooked),
  });
  return { taken: 'followed' };
};

function isSigned({ headers, body }: TakeWebhookInput, secret: string): boolean {
  const known = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const said = Buffer.from(headers['x-hub-signature-256'] ?? '');
  return known.length === said.length && timingSafeEqual(known, said);
}
