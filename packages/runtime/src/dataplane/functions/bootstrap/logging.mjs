import { format } from 'node:util';

const levels = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' };

/**
 * Has what a function logs begin with time, request id and level, and stay one line, as Lambda's log format
 * Text has it.
 */
export function labelConsole(requestId) {
  const functionConsole = globalThis['console'];
  for (const [method, level] of Object.entries(levels)) {
    functionConsole[method] = (...values) => {
      const time = new Date(performance.timeOrigin + performance.now()).toISOString();
      const line = [time, requestId(), level, format(...values)].join('\t');
      process.stdout.write(`${line.replaceAll('\n', '\r')}\n`);
    };
  }
  return functionConsole.error;
}
