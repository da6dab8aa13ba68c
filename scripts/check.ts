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

for (const [program, words] of steps) {
  const started = Date.now();
  console.log(`\n▶ ${program} ${words.join(' ')}`);
  const code = await run(program, words);
  console.log(
    `${code === 0 ? '✓' : '✗'} ${program} ${words.join(' ')} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  );
  if (code !== 0) process.exit(code);
}
