import { createHook, type AsyncHook } from 'node:async_hooks';

/**
 * Node's runner follows every promise from its test on, to know whose an error is that nobody caught; that is a fifth
 * of the time of a play, which is made of promises. Imported before the first test, this keeps it from following: such
 * an error then fails the whole file. Not for files with suites, whose tests are found by the same way.
 */
const hooks = Object.getPrototypeOf(createHook({})) as AsyncHook;
const { enable } = hooks;
hooks.enable = function () {
  hooks.enable = enable;
  return this;
};
