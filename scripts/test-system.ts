import { globSync } from 'node:fs';
import { root, run } from './run.ts';
import { temporary } from './temporary.ts';

/**
 * Real SDKs, AWS CLI, CDK, Terraform, git, processes, traffic, kill -9: the tests that take minutes. What measures
 * time or kills processes runs alone; all else, which mostly waits for clients, runs two at a time, each with a house of
 * its own.
 */
const words = process.argv.slice(2);
/** Terraform's provider takes ten minutes for what it does: `npm run test:terraform`. */
const ofItsOwn = /^test\/system\/terraform\//;
const files = globSync('test/system/**/*.test.ts', { cwd: root })
  .filter((file) => (words.length === 0 ? !ofItsOwn.test(file) : words.some((word) => file.includes(word))))
  .sort();
if (files.length === 0) {
  console.error(`No system test is named like ${words.join(' or ')}.`);
  process.exit(2);
}
const alone =
  /^test\/system\/((dataplane\/(host|processes)|functions\/(provisioned|runtime)|store|wire\/fuzz)|(doors|kill|operator|start)\.)/;

/** Takes as long as half of all others, and mostly waits: goes on beside them. */
const longest = /^test\/system\/rollback\./;

/** What every test says, and in the end how long each file took. */
const reporters = [
  '--test-reporter=spec',
  '--test-reporter-destination=stdout',
  `--test-reporter=${new URL('file-times.ts', import.meta.url).href}`,
  '--test-reporter-destination=stdout',
];

const place = temporary();

const test = (files: readonly string[], concurrency: number): Promise<number> | number =>
  files.length === 0
    ? 0
    : run(
        process.execPath,
        [
          '--test',
          `--import=${new URL('untracked-promises.mjs', import.meta.url).href}`,
          `--test-concurrency=${concurrency}`,
          '--test-timeout=600000',
          ...reporters,
          ...files,
        ],
        // Each file loads the official clients: what one has compiled, the next need not.
        { env: { NODE_COMPILE_CACHE: `${root}node_modules/.cache/compiled`, ...place.env } },
      );

const first = await test(
  files.filter((file) => alone.test(file)),
  1,
);
const others = files.filter((file) => !alone.test(file));
const [second, third] = await Promise.all([
  test(
    others.filter((file) => !longest.test(file)),
    2,
  ),
  test(
    others.filter((file) => longest.test(file)),
    1,
  ),
]);
place.remove();
process.exit(first || second || third);
