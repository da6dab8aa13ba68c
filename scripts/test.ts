import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run } from './run.ts';

/** Every test that takes seconds. Words on the command line pick test files by name: `npm test -- engine`. */
const words = process.argv.slice(2);
const runtime = `${root}packages/runtime`;
const files = globSync('{src,test}/**/*.test.ts', { cwd: runtime }).filter(
  (file) => words.length === 0 || words.some((word) => file.includes(word)),
);
if (files.length === 0) {
  console.error(`No test file is named like ${words.join(' or ')}.`);
  process.exit(2);
}

/**
 * Node's runner starts a process for each file it is given, and starting is dearer than most files are. So it is given
 * bundles. What plays in a world loads every service first and then is never idle: as many bundles as there are cores.
 * The others often wait, for processes and time. What takes minutes is in more and smaller bundles, so that no core is
 * idle at the end.
 */
const exhaustive = process.env['CRASH'] === 'all';
const isPlay = (file: string): boolean => /^test\/(?!tidy|coverage)/.test(file);
const folder = `${root}node_modules/.cache/test-bundles/${process.pid}`;

function bundles(name: string, own: readonly string[], countMax: number): string[] {
  const bundles = Array.from({ length: Math.min(countMax, own.length) }, () => ({
    weight: 0,
    files: [] as string[],
  }));
  const weighed = own.map((file) => ({ file, weight: weightOf(file) })).sort((a, b) => b.weight - a.weight);
  for (const { file, weight } of weighed) {
    const lightest = bundles.reduce((a, b) => (b.weight < a.weight ? b : a));
    lightest.weight += weight;
    lightest.files.push(file);
  }
  return bundles.map(({ files }, index) => {
    const imports = files.map((file) => `import '${pathToFileURL(`${runtime}/${file}`).href}';\n`);
    const bundle = `${folder}/${name}-${index + 1}.mjs`;
    writeFileSync(bundle, imports.join(''));
    return bundle;
  });
}

/** How long a file takes, beside others: a service's transcripts as long as they are many. */
function weightOf(file: string): number {
  const service = /^test\/spec\/(.*)\.test\.ts$/.exec(file)?.[1];
  const spec = path.join(runtime, `src/services/${service}/spec`);
  return service ? globSync('*.txt', { cwd: spec }).length : 5;
}

mkdirSync(folder, { recursive: true });
const code = await run(
  process.execPath,
  [
    '--test',
    `--test-concurrency=${exhaustive ? 3 : 4}`,
    `--test-timeout=${exhaustive ? 1_800_000 : 120_000}`,
    ...bundles('plays', files.filter(isPlay), exhaustive ? 6 : 2),
    ...bundles(
      'others',
      files.filter((file) => !isPlay(file)),
      2,
    ),
  ],
  {
    in: 'packages/runtime',
    // What one process has compiled, the next need not.
    env: { NODE_COMPILE_CACHE: `${root}node_modules/.cache/compiled` },
  },
);
rmSync(folder, { recursive: true });
process.exit(code);
