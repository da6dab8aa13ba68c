import asyncHooks from 'node:async_hooks';

/**
 * Preloaded by tests. Node's test runner follows every promise, to know whose test an error nobody caught is of: that
 * makes a promise cost twenty times as much, and plays are made of them. Without it such an error still fails the run;
 * it is the file that is named instead of the test.
 */
const { createHook } = asyncHooks;
asyncHooks.createHook = (callbacks) => createHook({ ...callbacks, trackPromises: false });
