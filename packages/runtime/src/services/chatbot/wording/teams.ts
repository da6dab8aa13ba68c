import type { Notice, Tone } from './notice.ts';

const colours: Readonly<Record<Tone, string>> = {
  good: 'good',
  bad: 'attention',
  urgent: 'warning',
  plain: 'default',
};

/** An Adaptive Card for an incoming webhook of Microsoft Teams. */
export function teamsBody({ title, tone, text, facts, links }: Notice): string {
  const block = (words: string, more: object = {}) => ({
    type: 'TextBlock',
    text: words,
    wrap: true,
    ...more,
  });
  return JSON.stringify({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            block(title, { weight: 'bolder', size: 'medium', color: colours[tone] }),
            ...(text ? [block(text)] : []),
            ...(facts.length > 0
              ? [{ type: 'FactSet', facts: facts.map(([name, value]) => ({ title: name, value })) }]
              : []),
          ],
          actions: links.map(([label, url]) => ({ type: 'Action.OpenUrl', title: label, url })),
        },
      },
    ],
  });
}
