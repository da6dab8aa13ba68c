import { RuntimeError } from './errors.mjs';

/** What is to be done when nothing is left to do but the invocation has not been answered. */
let whenEmpty = () => {};
process.on('beforeExit', () => whenEmpty());

const never =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise ' +
  'that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes';

/**
 * Calls the function once. Answers `{text}`, JSON, or `{error}`; whatever comes first counts, the rest is
 * ignored.
 */
export async function run(handler, event, context) {
  const outcome = await new Promise((settle) => begin(handler, event, context, settle));
  whenEmpty = () => {};
  if ('error' in outcome) return outcome;
  try {
    return { text: JSON.stringify(outcome.value) ?? 'null' };
  } catch {
    return { error: new RuntimeError('MarshalError', 'Unable to stringify response body') };
  }
}

function begin(handler, event, context, settle) {
  const succeed = (value) => settle({ value });
  const fail = (error) => settle({ error: error ?? 'handled' });
  const done = (error, value) => (error === undefined || error === null ? succeed(value) : fail(error));
  const callback = (error, value) => {
    if (error !== undefined && error !== null) return fail(error);
    if (!context.callbackWaitsForEmptyEventLoop) return succeed(value);
    whenEmpty = () => succeed(value);
  };
  // A function that neither promised nor called back is taken to have nothing to say.
  whenEmpty = () => succeed(null);
  try {
    const returned = handler(event, Object.assign(context, { succeed, fail, done }), callback);
    if (typeof returned?.then === 'function') {
      whenEmpty = () => fail(new RuntimeError('NodeJsExit', never));
      returned.then(succeed, fail);
    } else if (returned !== undefined && handler.length < 3) {
      succeedAlone(returned, succeed);
    }
  } catch (error) {
    fail(error);
  }
}

/** From Node.js 24 on a plain value returned is the answer; before, only promises and callbacks were. */
function succeedAlone(returned, succeed) {
  const [, major] = /nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '') ?? [];
  if (Number(major) >= 24) succeed(returned);
}
