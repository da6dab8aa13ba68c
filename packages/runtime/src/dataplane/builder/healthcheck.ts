import type { Instruction } from './dockerfile.ts';
import type { Healthcheck } from './image.ts';
import { cannot } from './refusal.ts';

const nanoseconds: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 6e10,
  h: 3.6e12,
};

const times = {
  interval: 'Interval',
  timeout: 'Timeout',
  'start-period': 'StartPeriod',
  'start-interval': 'StartInterval',
} as const;

/** `HEALTHCHECK NONE`, or `HEALTHCHECK [--interval=30s …] CMD command`. */
export function healthcheckOf({ text, flags, line }: Instruction): Healthcheck {
  if (/^NONE$/i.test(text)) return { Test: ['NONE'] };
  const [, command] = /^CMD\s+([\s\S]+)$/i.exec(text) ?? [];
  if (command === undefined)
    return cannot(`read line ${line} of the Dockerfile: HEALTHCHECK takes NONE or CMD`);
  const check: Healthcheck = { Test: testOf(command) };
  for (const [name, value] of flags) {
    if (name === 'retries') check.Retries = Number(value);
    else if (name in times) check[times[name as keyof typeof times]] = duration(value);
    else cannot(`read line ${line} of the Dockerfile: HEALTHCHECK --${name} is not known`);
  }
  return check;
}

function testOf(command: string): string[] {
  if (!command.startsWith('[')) return ['CMD-SHELL', command];
  try {
    return ['CMD', ...(JSON.parse(command) as string[])];
  } catch (error) {
    if (error instanceof SyntaxError) return ['CMD-SHELL', command];
    throw error;
  }
}

/** Go's durations: `1m30s`. */
function duration(text: string): number {
  const parts = [...text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.map(([all]) => all).join('') !== text || parts.length === 0)
    cannot(`read the time ${JSON.stringify(text)}: it has to be like 30s or 1m30s`);
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * nanoseconds[unit!]!, 0);
}
