// JavaScript, alone of all files: to read the first line of TypeScript, Node loads a compiler (60 ms, 19 MB), unless it
// finds in its cache what that made of it. Here the cache is opened.
import { enableCompileCache, registerHooks } from 'node:module';

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
