import { globSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { root, run } from './run.ts';
import { temporary } from './temporary.ts';

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
 * bundles. What plays in a world loads every service first and then is never idle: as many bundles as there are cores,
 * and, where it takes minutes, more and smaller ones, so that no core is idle at the end. The data plane starts hundreds
 * of processes, which is cheap only from a process that has loaded little, and waits for them.
 */
const exhaustive = process.env['CRASH'] === 'all';
const bundlesOf: readonly (readonly [kind: string, files: RegExp, bundles: number])[] = [
  ['plays', /^test\/(?!tidy|coverage)/, exhaustive ? 6 : 2],
  ['dataplane', /^src\/dataplane\//, 2],
  ['others', /^src\/(?!dataplane\/)|^test\/(tidy|coverage)/, 1],
];
const folder = `${root}node_modules/.cache/test-bundles/${process.pid}`;

function bundles(name: string, own: readonly string[], countMax: number): string[] {
  const bundles = Array.from({ length: Math.min(countMax, own.length) }, () => ({
    weight: 0,
    files: [] as string[],
  }));
  const weighed = own
    .map((file) => ({ file, weight: weightOf(file) }))
    .sort((a, b) => b.weight - a.weight || (a.file < b.file ? -1 : 1));
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

/** How long a file takes, beside others of its kind: as long as its text is, and its transcripts are. */
function weightOf(file: string): number {
  const service = /^test\/spec\/(.*)\.test\.ts$/.exec(file)?.[1];
  const spec = service === undefined ? [] : globSync(`src/services/${service}/spec/*.txt`, { cwd: runtime });
  return [file, ...spec].reduce((sum, each) => sum + statSync(`${runtime}/${each}`).size, 0);
}

mkdirSync(folder, { recursive: true });
const place = temporary();
const code = await run(
  process.execPath,
  [
    '--test',
    `--import=${new URL('own-files.mjs', import.meta.url).href}`,
    `--import=${new URL('untracked-promises.mjs', import.meta.url).href}`,
    `--test-concurrency=${exhaustive ? 3 : 5}`,
    `--test-timeout=${exhaustive ? 1_800_000 : 120_000}`,
    ...bundlesOf.flatMap(([kind, own, count]) =>
      bundles(
        kind,
        files.filter((file) => own.test(file)),
        count,
      ),
    ),
  ],
  {
    in: 'packages/runtime',
    // What one process has compiled, the next need not.
    env: { ...place.env, NODE_COMPILE_CACHE: `${root}node_modules/.cache/compiled` },
  },
);
place.remove();
rmSync(folder, { recursive: true });
process.exit(code);
