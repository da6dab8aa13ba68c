import { readFileSync, writeFileSync } from 'node:fs';
import { coverageText } from '../packages/runtime/test/coverage.ts';
import { root } from './run.ts';

/** Writes docs/coverage.md from the tables of the services. `--check` only says whether it is stale. */
const file = `${root}docs/coverage.md`;
const text = await coverageText();
if (process.argv.includes('--check')) process.exit(readFileSync(file, 'utf8') === text ? 0 : 1);
writeFileSync(file, text);
