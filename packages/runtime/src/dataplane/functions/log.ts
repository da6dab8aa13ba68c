import { wall } from '../../base/clock.ts';
import type { FunctionInvoke, FunctionLogging } from '../../base/effects/function.ts';
import { functionName } from './functions.ts';

/** How much of what one invocation prints is kept, in characters. */
const charactersMax = 4 * 1024 * 1024;

/** How an invocation went, for its REPORT line. */
export interface Ran {
  readonly durationMs: number;
  /** Set for the first invocation of a process. */
  readonly initMs?: number | undefined;
  readonly memoryUsedMb: number;
  readonly status?: 'timeout' | { readonly errorType: string };
}

/** Collects what a process prints, as Lambda logs it: START, its lines, END, REPORT. */
export class FunctionLog {
  #text = '';
  #isCut = false;

  print(text: string): void {
    const room = charactersMax - this.#text.length;
    if (text.length <= room) {
      this.#text += text;
    } else if (!this.#isCut) {
      this.#text += `${text.slice(0, room)}\n[Penstock keeps ${charactersMax} characters of an invocation's output.]`;
      this.#isCut = true;
    }
  }

  start(effect: FunctionInvoke): void {
    const { requestId, logging } = effect;
    const { version } = functionName(effect.function);
    if (logging?.format !== 'JSON') this.#line(`START RequestId: ${requestId} Version: ${version}`);
    else this.#platform(logging, 'platform.start', { requestId, version });
  }

  /** Takes out everything since the last time. */
  end(effect: FunctionInvoke, ran: Ran): string {
    const { requestId, logging } = effect;
    if (logging?.format === 'JSON') this.#platform(logging, 'platform.report', reportRecord(effect, ran));
    else {
      this.#line(`END RequestId: ${requestId}`);
      this.#line(reportLine(effect, ran));
    }
    const text = this.#text;
    this.#text = '';
    this.#isCut = false;
    return text;
  }

  /** AWS: "System log level event mapping": both events are of level INFO. */
  #platform({ systemLevel }: FunctionLogging, type: string, record: object): void {
    if (systemLevel === 'WARN') return;
    this.#line(JSON.stringify({ time: new Date(wall.now()).toISOString(), type, record }));
  }

  #line(line: string): void {
    if (this.#text !== '' && !this.#text.endsWith('\n')) this.#text += '\n';
    this.#text += `${line}\n`;
  }
}

// AWS: "Lambda Telemetry API Event schema reference", platform.report: the same in logs of the format JSON.
function reportRecord({ requestId, memoryMb }: FunctionInvoke, ran: Ran): object {
  const { durationMs, initMs, memoryUsedMb, status } = ran;
  return {
    requestId,
    metrics: {
      durationMs: rounded(durationMs),
      billedDurationMs: Math.ceil(durationMs),
      memorySizeMB: memoryMb,
      maxMemoryUsedMB: memoryUsedMb,
      ...(initMs !== undefined && { initDurationMs: rounded(initMs) }),
    },
    status: status === undefined ? 'success' : status === 'timeout' ? 'timeout' : 'error',
    ...(typeof status === 'object' && { errorType: status.errorType }),
  };
}

const rounded = (ms: number): number => Number(ms.toFixed(3));

// AWS: developer guide, "Understanding the Lambda execution environment lifecycle", Failures during the
// invoke phase: since 2024 the REPORT line says `Status: timeout`, or `Status: error` and the error's type.
function reportLine({ requestId, memoryMb }: FunctionInvoke, ran: Ran): string {
  const { durationMs, initMs, memoryUsedMb, status } = ran;
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs)} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${memoryUsedMb} MB`,
  ];
  if (initMs !== undefined) fields.push(`Init Duration: ${initMs.toFixed(2)} ms`);
  if (status === 'timeout') fields.push('Status: timeout');
  else if (status) fields.push('Status: error', `Error Type: ${status.errorType}`);
  return `${fields.join('\t')}\t`;
}
