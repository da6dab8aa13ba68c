import { globSync } from 'node:fs';
import { root, run } from './run.ts';

/**
 * Real SDKs, AWS CLI, CDK, Terraform, git, processes, traffic, kill -9: the tests that take minutes. What measures
 * time or kills processes runs alone; what mostly waits for slow clients, or asks a thousand things, runs two at a time,
 * each with a house of its own.
 */
const words = process.argv.slice(2);
/** Terraform's provider takes ten minutes for what it does: `npm run test:terraform`. */
const ofTheirOwn = /^test\/system\/terraform\//;
const files = globSync('test/system/**/*.test.ts', { cwd: root })
  .filter((file) => (words.length === 0 ? !ofTheirOwn.test(file) : words.some((word) => file.includes(word))))
  .sort();
if (files.length === 0) {
  console.error(`No system test is named like ${words.join(' or ')}.`);
  process.exit(2);
}
const slowClients =
  /^test\/system\/((cdk|ecr|messaging|s3|terraform|vault)\/|(actions|approval-gates|clients|inputs|pipelines|properties|secure-listeners|stack-sets)\.)/;

const test = (files: readonly string[], concurrency: number): Promise<number> | number =>
  files.length === 0
    ? 0
    : run(process.execPath, [
        '--test',
        `--test-concurrency=${concurrency}`,
        '--test-timeout=600000',
        ...files,
      ]);

const alone = await test(
  files.filter((file) => !slowClients.test(file)),
  1,
);
const together = await test(
  files.filter((file) => slowClients.test(file)),
  2,
);
process.exit(alone || together);
