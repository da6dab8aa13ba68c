import { enableCompileCache, registerHooks } from 'node:module';

// Stripped types and compiled code are kept from one start to the next: some 350 ms of each but the first.
enableCompileCache();
// Our own files name each other exactly. Looking around each of a thousand of them takes as long as reading them.
registerHooks({
  resolve(specifier, context, next) {
    if (!context.parentURL || !/^\.\.?\/.*\.ts$/.test(specifier)) return next(specifier, context);
    const { href } = new URL(specifier, context.parentURL);
    return { url: href, format: 'module-typescript', shortCircuit: true };
  },
});
const { penstock } = await import('./cli/penstock.ts');
// Nothing that is still open keeps the process: what has to end has ended.
process.exit(await penstock(process.argv.slice(2)));
