import { run } from './run.ts';

type Step = readonly [program: string, words: readonly string[]];

/**
 * What CI runs after installing: types, lint and format side by side, since each of them keeps one processor busy; then
 * tests, then the slower suites. Stops after the first that fails.
 */
const stages: readonly (readonly Step[])[] = [
  [
    ['npx', ['tsc']],
    ['npx', ['oxlint', '--quiet']],
    ['npx', ['prettier', '--check', '--log-level=warn', '.']],
  ],
  [['npm', ['test']]],
  [['npm', ['run', 'test:crash']]],
  [['npm', ['run', 'test:system']]],
];

const took: string[] = [];

/** Answers whether it passed. */
async function pass([program, words]: Step): Promise<boolean> {
  const step = `${program} ${words.join(' ')}`;
  const started = Date.now();
  console.log(`\n▶ ${step}`);
  const code = await run(program, words);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  took.push(`${code === 0 ? '✓' : '✗'} ${seconds.padStart(6)} s  ${step}`);
  console.log(took.at(-1));
  return code === 0;
}

for (const steps of stages) {
  const passed = await Promise.all(steps.map(pass));
  if (passed.includes(false)) {
    process.exitCode = 1;
    break;
  }
}
console.log(`\nWhere the time went\n${took.join('\n')}`);
