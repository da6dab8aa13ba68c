// The pages that a mail's links lead to. Whoever opens one is asked first; only what they send back acts: programs that
// look after mail follow every link there is.

/** A page, as it is asked for. */
interface Asked {
  /** `/confirmation.html` */
  readonly path: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** What the form of a page does, as a call that needs no signature. */
export type PageCall =
  | {
      readonly operation: 'ConfirmSubscription';
      readonly input: { readonly TopicArn: string; readonly Token: string };
    }
  | { readonly operation: 'Unsubscribe'; readonly input: { readonly SubscriptionArn: string } };

export const isPage = (path: string): boolean =>
  path === '/confirmation.html' || path === '/unsubscribe.html';

/** What is to be called once somebody has said so. */
export function callOf({ path, parameters }: Asked): PageCall {
  const text = (name: string) => parameters.get(name) ?? '';
  return path === '/confirmation.html'
    ? { operation: 'ConfirmSubscription', input: { TopicArn: text('TopicArn'), Token: text('Token') } }
    : { operation: 'Unsubscribe', input: { SubscriptionArn: text('SubscriptionArn') } };
}

/** The page that asks. Its form is sent to where it came from. */
export function askingPage(asked: Asked): string {
  const endpoint = escaped(asked.parameters.get('Endpoint') ?? '');
  const { operation, input } = callOf(asked);
  const [title, question, button] =
    operation === 'ConfirmSubscription'
      ? [
          'Confirm subscription',
          `Subscribe ${endpoint} to the topic ${escaped(input.TopicArn)}?`,
          'Confirm subscription',
        ]
      : [
          'Unsubscribe',
          `Remove the subscription ${escaped(input.SubscriptionArn)} of ${endpoint}?`,
          'Unsubscribe',
        ];
  return page(title, `<p>${question}</p><form method="post"><button>${button}</button></form>`);
}

/** The page that says what came of it: `subscriptionArn` of what was confirmed, or why it was not. */
export function donePage(
  asked: Asked,
  outcome: { readonly subscriptionArn?: string; readonly refusal?: string },
): string {
  const { subscriptionArn, refusal } = outcome;
  if (refusal !== undefined) return page('That did not work', `<p>${escaped(refusal)}</p>`);
  return callOf(asked).operation === 'ConfirmSubscription'
    ? page(
        'Subscription confirmed!',
        `<p>Your subscription's id is:<br>${escaped(subscriptionArn ?? '')}</p>`,
      )
    : page('Subscription removed!', '<p>You will get no more messages of this topic.</p>');
}

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}</html>\n`;

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
