import type { House } from './assemble.ts';
import { deliveryRoute, type Delivered, type DeliveryAnswer } from './wire/delivery-route.ts';

/** Where other people's servers tell of pushes: addresses of connections and of projects, and pipelines' webhooks. */
export function webhookRoute(house: () => House) {
  const report = (service: string, operation: string, input: object, [account, region]: readonly string[]) =>
    house().dispatch.report({
      service,
      operation,
      input,
      as: `${service}.amazonaws.com`,
      scope: { account: account!, region: region! },
    }) as Promise<{ readonly taken: string }>;
  return deliveryRoute({
    prefix: '/_penstock/webhooks/',
    async take({ words, headers, body, sourceIp }: Delivered) {
      const [, , , kind, ...named] = words;
      if (!isPlace(named)) return answers['unknown']!;
      if (kind === 'connections')
        return answered(
          await report(
            'codestar-connections',
            'TakeDelivery',
            { connection: named[2], headers, body },
            named,
          ),
        );
      if (kind === 'codepipeline') {
        const [, , webhook, key] = named;
        return answered(
          await report('codepipeline', 'TakeWebhook', { webhook, key, headers, body, sourceIp }, named),
        );
      }
      if (kind === 'codebuild') {
        const [, , project, key] = named;
        return answered(await report('codebuild', 'TakeWebhook', { project, key, headers, body }, named));
      }
      return answers['unknown']!;
    },
  });
}

// AWS: API reference, ProjectName: 150 characters at most; connections and pipelines' webhooks have fewer.
const isPlace = ([account = '', region = '', name = '']: readonly string[]): boolean =>
  /^\d{12}$/.test(account) && /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region) && /^[\w.@-]{1,150}$/.test(name);

const answers: Readonly<Record<string, DeliveryAnswer>> = {
  followed: { status: 200, message: 'Heard.' },
  ignored: { status: 200, message: 'Heard: it is about nothing that anybody follows.' },
  unsigned: { status: 403, message: 'The delivery is not signed by who may deliver here.' },
  unread: { status: 503, message: 'What it tells of cannot be looked at. Deliver it again.' },
  unknown: { status: 404, message: 'There is no such webhook.' },
};

const answered = ({ taken }: { readonly taken: string }): DeliveryAnswer => answers[taken]!;
