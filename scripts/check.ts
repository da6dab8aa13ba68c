import { run } from './run.ts';

/** What CI runs after installing: types, lint, format, tests, then the slower suites. Stops at the first that fails. */
const steps: readonly (readonly [string, readonly string[]])[] = [
  ['npx', ['tsc']],
  ['npx', ['oxlint', '--quiet']],
  ['npx', ['prettier', '--check', '--log-level=warn', '.']],
  ['npm', ['test']],
  ['npm', ['run', 'test:crash']],
  ['npm', ['run', 'test:system']],
];

const took: string[] = [];
for (const [program, words] of steps) {
  const step = `${program} ${words.join(' ')}`;
  const started = Date.now();
  console.log(`\n▶ ${step}`);
  const code = await run(program, words);
  took.push(`${code === 0 ? '✓' : '✗'} ${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${step}`);
  console.log(took.at(-1));
  if (code !== 0) {
    process.exitCode = code;
    break;
  }
}
console.log(`\nWhere the time went\n${took.join('\n')}`);
