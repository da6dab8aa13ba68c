import { globSync } from 'node:fs';
import { root, run } from './run.ts';

/** Every test that takes seconds. Words on the command line pick test files by name: `npm test -- engine`. */
const words = process.argv.slice(2);
const files = globSync('{src,test}/**/*.test.ts', { cwd: `${root}packages/runtime` }).filter(
  (file) => words.length === 0 || words.some((word) => file.includes(word)),
);
if (files.length === 0) {
  console.error(`No test file is named like ${words.join(' or ')}.`);
  process.exit(2);
}
process.exit(
  await run(
    process.execPath,
    [
      '--test',
      '--test-concurrency=2',
      `--test-timeout=${process.env['CRASH'] === 'all' ? 1_800_000 : 60_000}`,
      ...files,
    ],
    {
      in: 'packages/runtime',
      // Every test file is a process of its own: what one has compiled, the next need not.
      env: { NODE_COMPILE_CACHE: `${root}node_modules/.cache/compiled` },
    },
  ),
);
