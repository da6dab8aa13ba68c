import type { BuildPhaseType } from '@aws-sdk/client-codebuild';
import type { Effect } from '../../../base/effects/effect.ts';
import type { ProcessFollowed } from '../../../base/effects/process.ts';
import type { EffectFailed } from '../../../engine/flow.ts';
import { processOf, type BuildState } from './build-state.ts';
import { writeDown } from './log-writing.ts';

/**
 * The log of a build: what its shells say and what the build says of itself, in one order. Follows each shell's output
 * from its first byte to its end, and puts it into CloudWatch Logs batch by batch, beside the build's own steps.
 */
export interface BuildLog {
  /** False where nothing is to be logged, or the log has been lost. */
  readonly wanted: boolean;
  /** Of what goes to S3: what is written down of it, and why it is lost. */
  readonly file?: { readonly bytes: number; readonly lost?: string };
  /** The stream has been lost, while the file is kept. */
  readonly streamLost?: true;
  /** Effects that are putting what is being put. */
  readonly under?: readonly LogEffect[];
  /** Whether the stream is there to be written. */
  readonly open: boolean;
  /** Lines to be put, oldest first. */
  readonly pending: readonly LogLine[];
  /** How many of them are being put now. */
  readonly putting: number;
  /** The shell that is followed now; 0 before the first. */
  readonly shell: number;
  /** Bytes of its output that are known. */
  readonly from: number;
  readonly following: boolean;
  /** Whether all that this shell said is known. */
  readonly followed: boolean;
  /** Parts whose end has not been met in the output: what is said meanwhile waits for the last of them. */
  readonly running: readonly RunningPart[];
  readonly held: readonly HeldLine[];
}

export interface LogLine {
  readonly timestamp: number;
  readonly message: string;
}

type LogEffect = 'log.put' | 'log.write';

interface RunningPart {
  readonly phase: BuildPhaseType;
  readonly shell: number;
}

interface HeldLine {
  readonly after: BuildPhaseType;
  readonly sentence: string;
}

export const newLog = (wanted: boolean, file = false): BuildLog => ({
  wanted,
  ...(file && { file: { bytes: 0 } }),
  open: false,
  pending: [],
  putting: 0,
  shell: 0,
  from: 0,
  following: false,
  followed: true,
  running: [],
  held: [],
});

// AWS: PutLogEvents, the limits of a batch; an event counts 26 bytes more than its message.
const batchEventsMax = 10_000;
const batchBytesMax = 1_048_576;
const eventBytes = 26;

/**
 * What a shell says itself, in order with what its commands say: before the nth command of a phase, and at its end.
 * The first character is one that nothing prints.
 */
export const announcement = (phase: BuildPhaseType) => ({
  before: `\u001e${phase} `,
  after: `\u001e${phase}.`,
});
const announced = /\u001e(INSTALL|PRE_BUILD|BUILD|POST_BUILD)(?: (\d+)|\.)\n/;

/** Lines of the build's own, as CodeBuild's agent prints them. They come after the output of parts that have ended. */
export function say(build: BuildState, now: number, sentences: readonly string[]): BuildState {
  const { log } = build;
  const blocker = log.running.at(-1);
  if (!blocker) return appended(build, now, sentences.map(agentLine(now)));
  const held = sentences.map((sentence) => ({ after: blocker.phase, sentence }));
  return { ...build, log: { ...log, held: [...log.held, ...held] } };
}

const agentLine =
  (now: number) =>
  (sentence: string): string =>
    `[Container] ${containerTime(now)} ${sentence}\n`;

/** `2026/01/31 23:59:59.123000`, in UTC. */
export function containerTime(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().split('T');
  return `${date.replaceAll('-', '/')} ${time.replace('Z', '000')}`;
}

/** A part of the current shell has begun: its output comes before what the build says from now on. */
export function partBegun(build: BuildState, phase: BuildPhaseType): BuildState {
  const { log } = build;
  if (!log.wanted) return build;
  return { ...build, log: { ...log, running: [...log.running, { phase, shell: build.shells }] } };
}

interface LogMove {
  readonly build: BuildState;
  readonly effects: Readonly<Record<string, Effect>>;
}

/** The next things to do for the log, keyed by their effects' names: what is known is put, what is said is followed. */
export function logMove(build: BuildState): LogMove {
  const put = putMove(build);
  const followed = followMove(put.build);
  return { build: followed.build, effects: { ...put.effects, ...followed.effects } };
}

function putMove(build: BuildState): LogMove {
  const { wanted, open, pending, putting } = build.log;
  const isReady = wanted && open && pending.length > 0 && putting === 0;
  return isReady && !isMoreComing(build) ? put(build) : { build, effects: {} };
}

/** What more is said within a moment is put with what is known. */
const isMoreComing = (build: BuildState): boolean =>
  isPreparing(build) || isToAnnounce(build) || isEndingSoon(build);

const isPreparing = ({ step }: BuildState): boolean =>
  ['role', 'log-group', 'log-stream', 'source', 'workspace', 'spec', 'variable', 'shell'].includes(step.type);

/** A shell that runs a part says so before anything else. */
const isToAnnounce = ({ log, shells }: BuildState): boolean =>
  log.running.length > 0 && (log.shell < shells || log.from === 0);

/** Either the shell has ended, and the build is to hear of it, or its last words are still to be heard. */
const isEndingSoon = ({ log, step, shells }: BuildState): boolean =>
  step.type === 'commands' ? log.followed && log.shell === shells : step.type === 'drain' && log.following;

/** No more is asked for while something is known that is not being put: a log that takes long is waited for. */
function followMove(build: BuildState): LogMove {
  const { wanted, pending, putting, following, followed, shell } = build.log;
  const isBehind = pending.length > putting && !isToAnnounce(build);
  if (!wanted || following || isBehind) return { build, effects: {} };
  if (followed) return shell < build.shells ? follow(nextShell(build)) : { build, effects: {} };
  return follow(build);
}

/** Nothing is left to be said, and nothing to be put. */
export function isLogged({ log, shells }: BuildState): boolean {
  if (!log.wanted) return true;
  const quiet = log.putting === 0 && !log.following && log.followed && log.shell === shells;
  return quiet && (log.pending.length === 0 || !log.open);
}

function nextShell(build: BuildState): BuildState {
  const { log } = build;
  return { ...build, log: { ...log, shell: log.shell + 1, from: 0, followed: false } };
}

function follow(build: BuildState) {
  const { log } = build;
  const process = processOf(build, log.shell);
  const effect: Effect = { type: 'process.follow', process, from: log.from };
  return { build: { ...build, log: { ...log, following: true } }, effects: { 'log.follow': effect } };
}

function put(build: BuildState): LogMove {
  const { log } = build;
  const batch = log.pending.slice(0, batchLength(log.pending));
  const effects = { ...streamed(build, batch), ...written(build, batch) };
  const under = Object.keys(effects) as LogEffect[];
  return { build: { ...build, log: { ...log, putting: batch.length, under } }, effects };
}

function streamed({ log, plan, scope }: BuildState, logEvents: readonly LogLine[]) {
  if (!plan.logs || log.streamLost) return {};
  const { groupName: logGroupName, streamName: logStreamName } = plan.logs;
  const effect: Effect = {
    type: 'aws.call',
    service: 'logs',
    operation: 'PutLogEvents',
    input: { logGroupName, logStreamName, logEvents },
    as: plan.serviceRole,
    scope,
  };
  return { 'log.put': effect };
}

const written = (build: BuildState, batch: readonly LogLine[]) =>
  isKept(build.log) ? { 'log.write': writeDown(build, build.log.file!.bytes, textOf(batch)) } : {};

const isKept = ({ file }: BuildLog): boolean => file !== undefined && file.lost === undefined;

const textOf = (lines: readonly LogLine[]): string => lines.map(({ message }) => message).join('');

function batchLength(lines: readonly LogLine[]): number {
  let bytes = 0;
  for (const [index, { message }] of lines.entries()) {
    bytes += Buffer.byteLength(message) + eventBytes;
    if (index === batchEventsMax || (index > 0 && bytes > batchBytesMax)) return index;
  }
  return lines.length;
}

export const isPutting = (effect: string): effect is LogEffect =>
  effect === 'log.put' || effect === 'log.write';

/** The batch is kept in one place; it is done with when it is in all of them. */
export function logPut(build: BuildState, effect: LogEffect): BuildState {
  const { log } = build;
  const { file, putting } = log;
  const under = (log.under ?? ['log.put']).filter((each) => each !== effect);
  const bytes = Buffer.byteLength(textOf(log.pending.slice(0, putting)));
  const grown = effect === 'log.write' ? { file: { bytes: file!.bytes + bytes } } : {};
  const done = under.length === 0 ? { pending: log.pending.slice(putting), putting: 0 } : {};
  return { ...build, log: { ...log, ...grown, ...done, under } };
}

/** It is not there any more, or may not be written: the build goes on without. */
export function logLost(build: BuildState, failed: EffectFailed, effect: LogEffect): BuildState {
  // What could not be written down is not put into S3 either.
  const change =
    effect === 'log.write'
      ? { file: { bytes: 0, lost: `${failed.code}: ${failed.reason}` } }
      : { streamLost: true as const };
  const lost = { ...build, log: { ...build.log, ...change } };
  const isAnywhere = isKept(lost.log) || (lost.plan.logs && !lost.log.streamLost);
  if (!isAnywhere)
    return { ...lost, log: { ...newLog(false), ...(lost.log.file && { file: lost.log.file }) } };
  const under = (lost.log.under ?? []).filter((each) => each !== effect);
  const done = under.length === 0 ? { pending: lost.log.pending.slice(lost.log.putting), putting: 0 } : {};
  return { ...lost, log: { ...lost.log, ...done, under } };
}

/** The shell that is followed has said more, or has ended. */
export function logFollowed(
  build: BuildState,
  { output, next, exit }: ProcessFollowed,
  now: number,
): BuildState {
  const heard = hear(build, output, now);
  const known = { ...heard, log: { ...heard.log, from: next, following: false } };
  return exit ? shellOver(known, now) : known;
}

/** What the ended shell's parts kept back is said; parts it was killed in have no end of their own. */
export function shellOver(build: BuildState, now: number): BuildState {
  const { shell, running } = build.log;
  const over = running.filter((part) => part.shell === shell);
  const released = over.reduce((before, { phase }) => partOver(before, phase, now), build);
  return { ...released, log: { ...released.log, following: false, followed: true } };
}

/** Takes output apart into what commands said and what their shell announced. */
function hear(build: BuildState, output: string, now: number): BuildState {
  let heard = build;
  let rest = output;
  for (let match = announced.exec(rest); match; match = announced.exec(rest)) {
    const [whole, phase, command] = match;
    const type = phase as BuildPhaseType;
    heard = appended(heard, now, linesOf(ended(rest.slice(0, match.index))));
    heard = command === undefined ? partOver(heard, type, now) : begins(heard, type, Number(command), now);
    rest = rest.slice(match.index + whole.length);
  }
  return appended(heard, now, linesOf(rest));
}

function begins(build: BuildState, phase: BuildPhaseType, index: number, now: number): BuildState {
  const spec = Object.entries(build.buildspec?.phases ?? {}).find(
    ([name]) => name.toUpperCase() === phase,
  )?.[1];
  const command = [...(spec?.commands ?? []), ...(spec?.finally ?? [])][index] ?? '';
  return appended(build, now, [agentLine(now)(`Running command ${command.trimEnd()}`)]);
}

function partOver(build: BuildState, phase: BuildPhaseType, now: number): BuildState {
  const { log } = build;
  const released = log.held.filter(({ after }) => after === phase).map(({ sentence }) => sentence);
  const running = log.running.filter((part) => part.phase !== phase);
  const held = log.held.filter(({ after }) => after !== phase);
  return appended({ ...build, log: { ...log, running, held } }, now, released.map(agentLine(now)));
}

/** What a command said last ends its line, whether it said so or not. */
const ended = (output: string): string => (output === '' || output.endsWith('\n') ? output : `${output}\n`);

/** Each with its end of line, as CodeBuild's events have it. */
const linesOf = (output: string): string[] => output.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function appended(build: BuildState, now: number, messages: readonly string[]): BuildState {
  const { log } = build;
  if (!log.wanted || messages.length === 0) return build;
  const lines = messages.map((message) => ({ timestamp: now, message: masked(build, message) }));
  return { ...build, log: { ...log, pending: [...log.pending, ...lines] } };
}

/**
 * AWS: user guide: access keys and what came from the parameter store or Secrets Manager is masked in logs. Of a value
 * of many lines each is, unless it is so short that it may be anything.
 */
function masked(build: BuildState, message: string): string {
  const values: string[] = [...Object.values(build.credentials ?? {}), ...Object.values(build.secrets)];
  return values
    .flatMap((value) =>
      value.includes('\n') ? value.split('\n').filter((line) => line.length > 7) : [value],
    )
    .filter((value) => value !== '')
    .reduce((text, value) => text.replaceAll(value, '***'), message);
}
