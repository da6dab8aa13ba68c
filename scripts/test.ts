import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
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

/**
 * Node's runner starts a process for each file it is given, and starting is dearer than most files are. So it is
 * given bundles, three at a time: one of them waits for something most of the time. What takes minutes is in more and
 * smaller ones, so that no core is idle at the end.
 */
const exhaustive = process.env['CRASH'] === 'all';
const bundlesMax = exhaustive ? 6 : 3;
const folder = `${root}node_modules/.cache/test-bundles/${process.pid}`;

function bundle(files: readonly string[]): string[] {
  mkdirSync(folder, { recursive: true });
  const count = Math.min(bundlesMax, files.length);
  return Array.from({ length: count }, (_, part) => {
    const own = files.filter((_, index) => index % count === part);
    const imports = own.map((file) => `import '${pathToFileURL(`${root}packages/runtime/${file}`).href}';\n`);
    const path = `${folder}/${part + 1}.mjs`;
    writeFileSync(path, imports.join(''));
    return path;
  });
}

const code = await run(
  process.execPath,
  [
    '--test',
    '--test-concurrency=3',
    `--test-timeout=${exhaustive ? 1_800_000 : 120_000}`,
    ...bundle(files.sort()),
  ],
  {
    in: 'packages/runtime',
    // What one process has compiled, the next need not.
    env: { NODE_COMPILE_CACHE: `${root}node_modules/.cache/compiled` },
  },
);
rmSync(folder, { recursive: true });
process.exit(code);
