import { penstock } from './cli/penstock.ts';

process.exitCode = await penstock(process.argv.slice(2));
