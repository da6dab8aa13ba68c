import { types } from 'node:util';

/** An error of the runtime itself, named as AWS names it: `Runtime.HandlerNotFound`. */
export class RuntimeError extends Error {
  constructor(kind, message) {
    super(message);
    this.name = `Runtime.${kind}`;
  }
}

/** Marks the end of an invocation's output; the control plane takes it out. */
export const endMark = (requestId) => `\0end of ${requestId}\0`;

export const isError = (value) => value instanceof Error || types.isNativeError(value);

/** What is reported to the runtime API: the payload that the caller gets. */
export function reportOf(error) {
  if (!isError(error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  const { name, message, stack } = error;
  return { errorType: name, errorMessage: message, trace: (stack ?? '').split('\n') };
}

/** What is written to the log: the error with all its members, as one line of JSON. */
export function formatted(error) {
  const cause = isError(error) ? error : new Error(String(error));
  const withMembers = (_key, value) =>
    isError(value)
      ? {
          errorType: value.name,
          errorMessage: value.message,
          ...value,
          stack: (value.stack ?? '').split('\n'),
        }
      : value;
  try {
    return `\t${JSON.stringify(cause, withMembers)}`;
  } catch {
    return `\t${JSON.stringify(reportOf(cause))}`; // A member refers to itself.
  }
}
