import type { Notice, Tone } from './notice.ts';

const signs: Readonly<Record<Tone, string>> = {
  good: ':white_check_mark:',
  bad: ':x:',
  urgent: ':raised_hand:',
  plain: ':information_source:',
};

/** Slack's limits. AWS's chat service cuts as well. */
const textMax = 2900;
const fieldsMax = 10;

/** A message for an incoming webhook of Slack: blocks, and a line for where blocks are not shown. */
export function slackBody({ title, tone, text, facts, links }: Notice): string {
  const heading = `${signs[tone]} *${escaped(title)}*`;
  return JSON.stringify({
    text: `${signs[tone]} ${escaped(title)}`,
    blocks: [
      section(text ? `${heading}\n${escaped(text)}` : heading),
      ...(facts.length > 0
        ? [
            {
              type: 'section',
              fields: facts
                .slice(0, fieldsMax)
                .map(([name, value]) => mrkdwn(`*${escaped(name)}*\n${escaped(value)}`)),
            },
          ]
        : []),
      ...(links.length > 0
        ? [section(links.map(([label, url]) => `<${escaped(url)}|${escaped(label)}>`).join('  ·  '))]
        : []),
    ],
  });
}

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text: text.slice(0, textMax) });

const section = (text: string) => ({ type: 'section', text: mrkdwn(text) });

/** The three characters that Slack's own markup is made of. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
