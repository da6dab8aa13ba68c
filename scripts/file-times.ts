import path from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { root } from './run.ts';

/** A reporter for Node's runner that tells, when all is over, which files took longest. */
// oxlint-disable-next-line import/no-default-export -- Node asks a reporter for it.
export default async function* fileTimes(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const took = new Map<string, number>();
  for await (const { type, data } of events) {
    if ((type !== 'test:pass' && type !== 'test:fail') || data.nesting > 0 || data.file === undefined)
      continue;
    took.set(data.file, (took.get(data.file) ?? 0) + data.details.duration_ms);
  }
  const slowest = [...took].sort(([, a], [, b]) => b - a);
  yield '\nSeconds of tests, by file\n';
  for (const [file, ms] of slowest)
    yield `${(ms / 1000).toFixed(1).padStart(7)}  ${path.relative(root, file)}\n`;
}
