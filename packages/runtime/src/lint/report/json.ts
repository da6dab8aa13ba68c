import type { Report } from '../index.ts';

/** One object: findings as they are, with the rule's id, sentence and link. */
export function jsonReport({ findings, read }: Report): string {
  const plain = findings.map(({ rule, level, about, place, message, fix }) => ({
    rule: rule.id,
    level,
    about,
    ...place,
    message,
    fix,
    sentence: rule.sentence,
    url: rule.url,
  }));
  return `${JSON.stringify({ read, findings: plain }, undefined, 2)}\n`;
}
