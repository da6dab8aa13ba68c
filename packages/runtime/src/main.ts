import { enableCompileCache } from 'node:module';

// Stripped types and compiled code are kept from one start to the next: some 350 ms of each but the first.
enableCompileCache();
const { penstock } = await import('./cli/penstock.ts');
// Nothing that is still open keeps the process: what has to end has ended.
process.exit(await penstock(process.argv.slice(2)));
