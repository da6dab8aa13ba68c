import { format } from 'node:util';
import { isError, reportOf } from './errors.mjs';

const levels = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' };
const order = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

const isJson = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
/** Less is not logged; in the format Text everything is. */
const lowest = isJson ? order.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL ?? 'INFO') : 0;

/**
 * Has what a function logs begin with time, request id and level, and stay one line, as Lambda's log format
 * Text has it; or makes an object of it, as the format JSON has it.
 */
export function labelConsole(requestId) {
  const functionConsole = globalThis['console'];
  for (const [method, level] of Object.entries(levels)) {
    functionConsole[method] = (...values) => {
      if (order.indexOf(level) < lowest) return;
      const time = new Date(performance.timeOrigin + performance.now()).toISOString();
      const line = isJson
        ? jsonLine(time, requestId(), level, values)
        : textLine(time, requestId(), level, values);
      process.stdout.write(`${line}\n`);
    };
  }
  return functionConsole.error;
}

const textLine = (time, requestId, level, values) =>
  [time, requestId, level, format(...values)].join('\t').replaceAll('\n', '\r');

function jsonLine(timestamp, requestId, level, values) {
  const [value] = values;
  const line = { timestamp, level, requestId };
  if (values.length === 1 && !isError(value)) {
    try {
      return JSON.stringify({ ...line, message: value });
    } catch {
      return JSON.stringify({ ...line, message: format(value) }); // It refers to itself.
    }
  }
  const message = format(...values);
  const error = values.find(isError);
  if (!error) return JSON.stringify({ ...line, message });
  const { errorType, errorMessage, trace } = reportOf(error);
  return JSON.stringify({ ...line, message, errorType, errorMessage, stackTrace: trace });
}
