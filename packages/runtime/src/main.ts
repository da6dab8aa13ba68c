import { enableCompileCache } from 'node:module';

// Stripped types and compiled code are kept from one start to the next: some 350 ms of each but the first.
enableCompileCache();
const { penstock } = await import('./cli/penstock.ts');
process.exitCode = await penstock(process.argv.slice(2));
