import { readFileSync, writeFileSync } from 'node:fs';

/** One exchange of a transcript: what was said to the house, and what it answered. */
export interface Exchange {
  readonly comment: string;
  readonly command: string;
  readonly expected: string;
}

/** Reads a transcript: comments, a command, four dashes, the answer, a blank line. */
export function parseTranscript(text: string): Exchange[] {
  const blocks = text.trimEnd().split(/\n\n+(?=#|[a-z])/);
  return blocks.map((block) => {
    const [head = '', expected = ''] = block.split(/\n----(?:\n|$)/);
    const lines = head.split('\n');
    return {
      comment: lines.filter((line) => line.startsWith('#') || line === '').join('\n'),
      command: lines.filter((line) => !line.startsWith('#') && line !== '').join('\n'),
      expected: expected.trimEnd(),
    };
  });
}

export function formatTranscript(exchanges: readonly Exchange[]): string {
  const blocks = exchanges.map(({ comment, command, expected }) =>
    [comment, command && `${command}\n----\n${expected}`].filter(Boolean).join('\n').trimEnd(),
  );
  return `${blocks.join('\n\n')}\n`;
}

export const loadTranscript = (file: string): Exchange[] => parseTranscript(readFileSync(file, 'utf8'));
export const saveTranscript = (file: string, exchanges: readonly Exchange[]): void =>
  writeFileSync(file, formatTranscript(exchanges));
