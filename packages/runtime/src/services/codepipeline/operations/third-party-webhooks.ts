import type {
  DeregisterWebhookWithThirdPartyInput,
  RegisterWebhookWithThirdPartyInput,
} from '@aws-sdk/client-codepipeline';
import { EffectRefusal } from '../../../base/effects/effect.ts';
import type { HttpAnswered, HttpAsk } from '../../../base/effects/http.ts';
import type { Given } from '../../../base/given.ts';
import type { Call, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import type { ActionDeclared } from '../declaration/declaration.ts';
import { validation, webhookNotFound } from '../errors.ts';
import { pipelines, webhooks, type WebhookRecord } from '../records.ts';
import { targetOf, webhookUrl } from './webhooks.ts';

const timeoutMs = 10_000;
const bytesMax = 4 * 1024 * 1024;

interface Asked {
  readonly record: WebhookRecord;
  readonly url: string;
  readonly action: ActionDeclared;
}

// AWS: API reference: "Currently supported only for webhooks that target an action type of GitHub." Unverified words.
function askedOf(call: Call, name: string | undefined): Asked {
  const record = webhooks.get(call.tx, call, name ?? '') ?? webhookNotFound();
  const pipeline = pipelines.get(call.tx, call, record.definition.targetPipeline);
  const action = pipeline && targetOf(pipeline, record.definition);
  if (!action || action.actionTypeId.owner !== 'ThirdParty' || action.actionTypeId.provider !== 'GitHub')
    return validation(`Webhook ${record.definition.name} does not target an action of the type GitHub`);
  return { record, action, url: webhookUrl(record, call) };
}

/**
 * Has GitHub post what is pushed to the webhook's address. Where GitHub refuses, ListWebhooks tells why.
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RegisterWebhookWithThirdParty.html
 */
export const registerWebhook: WaitingHandler<Given<RegisterWebhookWithThirdPartyInput>, object> = {
  async waits({ webhookName }, call) {
    const asked = call.transaction((inner) => askedOf(inner, webhookName));
    const { SecretToken } = asked.record.definition.authenticationConfiguration;
    const config = { url: asked.url, content_type: 'json', insecure_ssl: '0', secret: SecretToken };
    const hook = { name: 'web', active: true, events: ['push'], config };
    const answered = await ask(call, asked, 'POST', '', JSON.stringify(hook));
    // GitHub: 422 "Hook already exists on this repository" says that it has this very one.
    const isThere = answered.status === 422 && answered.body.includes('already exists');
    keep(call, asked, isThere ? { ...answered, status: 200 } : answered);
    return {};
  },
};

/** Has GitHub forget it: whichever of the repository's hooks has the webhook's address. */
export const deregisterWebhook: WaitingHandler<Given<DeregisterWebhookWithThirdPartyInput>, object> = {
  async waits({ webhookName }, call) {
    const asked = call.transaction((inner) => askedOf(inner, webhookName));
    const listed = await ask(call, asked, 'GET', '?per_page=100');
    const id = listed.status === 200 ? hookIn(listed.body, asked.url) : undefined;
    const answered = id === undefined ? listed : await ask(call, asked, 'DELETE', `/${id}`);
    keep(call, asked, answered);
    return {};
  },
};

/** https://docs.github.com/en/rest/repos/webhooks */
async function ask(
  call: WaitingCall,
  { action }: Asked,
  method: HttpAsk['method'],
  path: string,
  body?: string,
): Promise<HttpAnswered> {
  const { Owner = '', Repo = '', OAuthToken = '' } = action.configuration;
  const repository = [Owner, Repo].map(encodeURIComponent).join('/');
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${OAuthToken}`,
    'content-type': 'application/json',
    'user-agent': 'penstock',
    'x-github-api-version': '2022-11-28',
  };
  const url = `https://api.github.com/repos/${repository}/hooks${path}`;
  const sent = { type: 'http.ask', method, url, headers, bytesMax, timeoutMs } as const;
  try {
    return (await call.perform({ ...sent, ...(body !== undefined && { body }) })) as HttpAnswered;
  } catch (error) {
    if (!(error instanceof EffectRefusal)) throw error;
    return { status: 0, headers: {}, body: error.message };
  }
}

function hookIn(text: string, url: string): number | undefined {
  const hooks = JSON.parse(text) as readonly {
    readonly id: number;
    readonly config?: { readonly url?: string };
  }[];
  return hooks.find(({ config }) => config?.url === url)?.id;
}

/** What GitHub has refused is told, and kept for ListWebhooks. AWS: the sentence as seen in the wild. */
function keep(call: WaitingCall, { record }: Asked, { status, body }: HttpAnswered): void {
  const isDone = status >= 200 && status < 300;
  const cause = status === 404 ? 'Not found' : status === 0 ? 'No answer' : 'Refused';
  const told = `[StatusCode: ${status}, Body: ${body.slice(0, 500)}]`;
  const message = `Webhook could not be registered with GitHub. Error cause: ${cause} ${told}`;
  call.transaction((inner) => {
    const now = webhooks.get(inner.tx, inner, record.definition.name);
    if (now?.key !== record.key) return;
    const refusal = isDone ? undefined : { code: String(status), message };
    webhooks.put(inner.tx, inner, record.definition.name, { ...now, refusal });
  });
  if (!isDone) validation(message);
}
