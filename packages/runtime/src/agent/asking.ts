import { timers } from '../base/timers.ts';

/** Waits before it is asked again: where the service is not there, it will be. Wall time. */
const againAfterMs = [200, 500, 1000, 2000, 5000];

/** Asks until there is an answer, and not undefined: a service that is away comes back, and knows what it was told. */
export async function untilAnswered<T>(ask: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(againAfterMs[Math.min(attempt, againAfterMs.length - 1)]!, signal);
  }
}

/** Whether a call of the SDK's has failed because nobody answered, or whoever did was not well. */
export function isAway(error: unknown): boolean {
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return status === undefined ? typeof code === 'string' && /^E[A-Z_]+$/.test(code) : status >= 500;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      signal.removeEventListener('abort', finish);
      callOff();
      resolve();
    };
    const callOff = timers.after(ms, finish);
    signal.addEventListener('abort', finish, { once: true });
  });
}
