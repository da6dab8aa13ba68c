import type {
  DeleteWebhookInput,
  ListWebhookItem,
  ListWebhooksInput,
  ListWebhooksOutput,
  PutWebhookInput,
  PutWebhookOutput,
  WebhookDefinition,
} from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import { cidrOf } from '../../../base/pattern/addresses.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { beginExecution, roomFor } from '../beginning.ts';
import type { ActionDeclared } from '../declaration/declaration.ts';
import {
  invalidNextToken,
  invalidWebhookAuthentication,
  invalidWebhookFilter,
  tooManyWebhooks,
  validation,
} from '../errors.ts';
import {
  pipelineOf,
  pipelines,
  webhookArn,
  webhookDeliveries,
  webhooks,
  within,
  type PipelineRecord,
  type WebhookRecord,
} from '../records.ts';
import { parseJsonPath } from '../triggers/json-path.ts';
import { isFromWhoMay, passesFilters, type Posted, type Webhook } from '../triggers/webhooks.ts';
import { startVariables } from './start-inputs.ts';
import { checkedTags, tagList } from './tags.ts';

/** AWS: quotas, "Maximum number of webhooks per Region in an AWS account: 300". */
const webhooksMax = 300;
/** AWS: API reference, ListWebhooks, MaxResults 1–100. */
const pageSizeMax = 100;

/** AWS: API reference: a webhook that is put again keeps its URL; one that is deleted and made anew has another. */
export const putWebhook: Handler<Given<PutWebhookInput>, PutWebhookOutput> = (
  { webhook, tags = [] },
  call,
) => {
  const pipeline = pipelineOf(call.tx, call, webhook.targetPipeline);
  if (!targetOf(pipeline, webhook))
    // AWS: unverified words.
    validation(
      `Pipeline '${webhook.targetPipeline}' has no source action named '${webhook.targetAction}' in its first stage`,
    );
  checkFilters(webhook);
  checkAuthentication(webhook);
  const { name } = webhook;
  const before = webhooks.get(call.tx, call, name);
  if (!before && webhooks.list(call.tx, call).length >= webhooksMax) tooManyWebhooks();
  const record: WebhookRecord = {
    definition: webhook,
    key: before?.key ?? call.ids.word(40, 'abcdefghijklmnopqrstuvwxyz0123456789'),
    tags: checkedTags(webhookArn(call, name), before?.tags ?? {}, tags),
    ...(before?.lastTriggered !== undefined && { lastTriggered: before.lastTriggered }),
  };
  webhooks.put(call.tx, call, name, record);
  return { webhook: view(record, call) };
};

export const listWebhooks: Handler<Given<ListWebhooksInput>, ListWebhooksOutput> = (input, call) => {
  const page = pageOf(webhooks.list(call.tx, call), ({ definition }) => definition.name, {
    token: input.NextToken,
    limit: input.MaxResults ?? pageSizeMax,
    invalid: invalidNextToken,
  });
  return { webhooks: page.items.map((record) => view(record, call)), NextToken: page.next };
};

/** Deleting what is not there is no error. */
export const deleteWebhook: Handler<Given<DeleteWebhookInput>, object> = ({ name }, call) => {
  webhooks.delete(call.tx, call, name);
  for (const { id } of webhookDeliveries.list(call.tx, call, { prefix: within(name) }))
    webhookDeliveries.delete(call.tx, call, within(name, id));
  return {};
};

export interface TakeWebhookInput extends Posted {
  readonly webhook: string;
  /** What makes its URL hard to guess. */
  readonly key: string;
}

/** What somebody posts to a webhook's URL. From inside only: who posts is known by what he says. */
export const takeWebhook: Handler<TakeWebhookInput, { readonly taken: string }> = (input, call) => {
  const record = webhooks.get(call.tx, call, input.webhook);
  if (!record || record.key !== input.key) return { taken: 'unknown' };
  const { definition } = record;
  if (!isFromWhoMay(definition, input)) return { taken: 'unsigned' };
  const pipeline = pipelines.get(call.tx, call, definition.targetPipeline);
  const target = pipeline && targetOf(pipeline, definition);
  if (!target || !passesFilters(definition, input.body, target.configuration)) return { taken: 'ignored' };
  // GitHub names its deliveries: one that is repeated is answered as it was, and heard once.
  const id = input.headers['x-github-delivery'];
  if (id !== undefined && isRepeated(call, definition.name, id)) return { taken: 'followed' };
  // AWS: of what comes while there are too many, nothing begins, and nobody is told.
  if (roomFor(call, pipeline) <= 0) return { taken: 'ignored' };
  webhooks.put(call.tx, call, definition.name, { ...record, lastTriggered: call.now });
  beginExecution(call, pipeline, {
    trigger: { triggerType: 'Webhook', triggerDetail: webhookArn(call, definition.name) },
    variables: startVariables(pipeline.declaration, []),
    revisions: {},
    places: {},
  });
  return { taken: 'followed' };
};

/** So many are remembered of each webhook. */
const rememberedMax = 200;

function isRepeated({ tx, ...call }: Call, webhook: string, id: string): boolean {
  const key = within(webhook, id);
  if (webhookDeliveries.get(tx, call, key)) return true;
  const all = webhookDeliveries.list(tx, call, { prefix: within(webhook) });
  const oldest = all.toSorted((a, b) => a.at - b.at)[0];
  if (all.length >= rememberedMax) webhookDeliveries.delete(tx, call, within(webhook, oldest!.id));
  webhookDeliveries.put(tx, call, key, { id, at: call.now });
  return false;
}

export function targetOf(
  { declaration }: PipelineRecord,
  { targetAction }: Webhook,
): ActionDeclared | undefined {
  return declaration.stages[0]?.actions.find(({ name }) => name === targetAction);
}

function checkFilters({ filters }: Webhook): void {
  const bad = filters.find(({ jsonPath }) => !parseJsonPath(jsonPath));
  if (bad) invalidWebhookFilter(bad.jsonPath);
}

/** AWS: API reference, WebhookAuthConfiguration: which property goes with which authentication. */
function checkAuthentication({ authentication, authenticationConfiguration }: Webhook): void {
  const { AllowedIPRange, SecretToken } = authenticationConfiguration;
  const isGood = {
    GITHUB_HMAC: SecretToken !== undefined && AllowedIPRange === undefined,
    IP: SecretToken === undefined && AllowedIPRange !== undefined && cidrOf(AllowedIPRange) !== undefined,
    UNAUTHENTICATED: SecretToken === undefined && AllowedIPRange === undefined,
  };
  if (!isGood[authentication]) invalidWebhookAuthentication();
}

/** AWS: API reference: "If a secret token was provided, it will be redacted in the response." */
function view(record: WebhookRecord, call: Call): ListWebhookItem {
  const { definition, tags, lastTriggered, refusal } = record;
  const { SecretToken, ...rest } = definition.authenticationConfiguration;
  const authenticationConfiguration = { ...rest, ...(SecretToken !== undefined && { SecretToken: '****' }) };
  return {
    definition: structuredClone({ ...definition, authenticationConfiguration }) as WebhookDefinition,
    url: webhookUrl(record, call),
    arn: webhookArn(call, definition.name),
    tags: tagList(tags),
    ...(refusal && { errorCode: refusal.code, errorMessage: refusal.message }),
    ...(lastTriggered !== undefined && { lastTriggered: new Date(lastTriggered) }),
  };
}

export const webhookUrl = (
  { definition, key }: WebhookRecord,
  { endpoint, account, region }: Pick<Call, 'endpoint' | 'account' | 'region'>,
): string => `${endpoint}/_penstock/webhooks/codepipeline/${account}/${region}/${definition.name}/${key}`;
