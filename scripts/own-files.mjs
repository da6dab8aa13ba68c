import { registerHooks } from 'node:module';

/** Preloaded by tests, as `main.mjs` has it: our files name each other exactly, and are looked for nowhere else. */
registerHooks({
  resolve(specifier, context, next) {
    if (!context.parentURL || !/^\.\.?\/.*\.ts$/.test(specifier)) return next(specifier, context);
    const { href } = new URL(specifier, context.parentURL);
    return { url: href, format: 'module-typescript', shortCircuit: true };
  },
});
