import { spelling } from '../../../base/spelling.ts';
import {
  call,
  made,
  nameFor,
  tolerate,
  type Had,
  type Made,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';

const { api, template } = spelling({ verbatim: ['AuthenticationConfiguration'] });

interface Item {
  readonly url: string;
  readonly arn: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

/** AWS: CloudFormation user guide, AWS::CodePipeline::Webhook. Its Ref is its name. */
export const webhook: ResourceType = {
  typeName: 'AWS::CodePipeline::Webhook',
  *create(wanted) {
    const name = wanted.properties['Name'] ?? nameFor(wanted, 100);
    const item = yield* put(wanted.properties, name);
    yield* made(name);
    if (wanted.properties['RegisterWithThirdParty'])
      yield* call('codepipeline', 'RegisterWebhookWithThirdParty', { webhookName: name });
    return madeOf(name, item);
  },
  *update(wanted, { physicalId, properties: before }) {
    const item = yield* put(wanted.properties, physicalId);
    const [is, was] = [wanted.properties, before].map((each) => each['RegisterWithThirdParty'] === true);
    if (is !== was) yield* call('codepipeline', operation(is!), { webhookName: physicalId });
    return madeOf(physicalId, item);
  },
  *delete({ physicalId: name, properties }) {
    // Whoever has taken the hook out of GitHub by hand can delete its webhook all the same.
    const gone = ['WebhookNotFoundException', 'ValidationException'];
    if (properties['RegisterWithThirdParty'] === true)
      yield* tolerate(gone, call('codepipeline', operation(false), { webhookName: name }));
    yield* call('codepipeline', 'DeleteWebhook', { name });
  },
  *read({ physicalId, properties }: Had) {
    const { webhooks } = yield* call('codepipeline', 'ListWebhooks', {});
    const found = (webhooks as Item[]).find(({ definition }) => definition['name'] === physicalId);
    if (!found) return undefined;
    const { AuthenticationConfiguration, TargetPipelineVersion, RegisterWithThirdParty } = properties;
    // The secret is not told; the version is CloudFormation's alone.
    return {
      ...template(found.definition),
      AuthenticationConfiguration,
      TargetPipelineVersion,
      RegisterWithThirdParty,
    };
  },
};

const operation = (isRegistered: boolean): string =>
  isRegistered ? 'RegisterWebhookWithThirdParty' : 'DeregisterWebhookWithThirdParty';

function* put(properties: Readonly<Record<string, any>>, name: string): Work<Item> {
  const { TargetPipelineVersion: _version, RegisterWithThirdParty: _register, ...declared } = properties;
  const definition = { ...api(declared), name };
  return (yield* call('codepipeline', 'PutWebhook', { webhook: definition })).webhook;
}

const madeOf = (physicalId: string, { url }: Item): Made => ({ physicalId, attributes: { Url: url } });
