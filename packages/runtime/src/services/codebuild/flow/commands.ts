import type { BuildPhaseType } from '@aws-sdk/client-codebuild';
import type { ProcessRan, ProcessStart } from '../../../base/effects/process.ts';
import { regularExpressionOf } from '../../../base/regular-expression.ts';
import type { EffectFailed } from '../../../engine/flow.ts';
import { commandPhases, type Buildspec, type CommandPhase, type PhaseSpec } from '../buildspec/buildspec.ts';
import { isRepository } from '../sources/index.ts';
import { isShellAsked, uploadArtifacts } from './artifacts.ts';
import { announcement, partBegun, say } from './build-log.ts';
import {
  processOf,
  sourceDirectory,
  stopGraceMs,
  workspaceOf,
  type BuildState,
  type Move,
  type Next,
  type PhaseContext,
  type Step,
} from './build-state.ts';
import { askCacheKeys, cacheMissed, cacheNext, restoreCache, saveCache, type CacheStep } from './cache.ts';
import { environmentOf, exportable, sourceFolder, sourceFolders } from './environment.ts';
import { gitAccess } from './git-access.ts';
import { enter, leave, spoil } from './phases.ts';
import { asUser } from './run-as.ts';
import { runtimeCommand, runtimeSentence, type RuntimeWanted } from './runtimes.ts';

/** How long a build may compute, and its shell live. */
const minuteMs = 60_000;

/** All is there that commands need, but for what earlier builds have kept. */
export const beginCommands = (build: BuildState, now: number): Next =>
  restoreCache(build, now) ?? startShell(build, 'install', now);

export function cacheDone(build: BuildState, step: CacheStep, output: unknown, now: number): Next {
  const next = cacheNext(build, step, output, now);
  return 'over' in next ? cacheOver(next.over, step, now) : next;
}

export function cacheRefused(build: BuildState, step: CacheStep, failed: EffectFailed, now: number): Next {
  const next = cacheMissed(build, step, failed, now);
  return 'over' in next ? cacheOver(next.over, step, now) : next;
}

/** What is kept is taken up before the first phase, and left at the end of the last one. */
function cacheOver(build: BuildState, { part }: CacheStep, now: number): Next {
  if (part === 'save' || part === 'keep') return phaseOver(build, 'post_build', now);
  return build.shells === 0 ? startShell(build, 'install', now) : install(build, now);
}

/** One shell for all phases, so that directories and exports stay; another where a command has ended it. */
export function startShell(build: BuildState, before: CommandPhase, now: number): Move {
  const step = { type: 'shell', before } as const;
  const told = before === 'install' ? say(build, now, [`Moving to directory ${sourceFolder(build)}`]) : build;
  const first = firstPart(shellStarted(told, step, now));
  return {
    build: { ...told, step },
    effect: {
      type: 'process.start',
      process: processOf(build, build.shells + 1),
      command: { shell: build.buildspec!.shell },
      workspace: workspaceOf(build),
      directory: sourceDirectory(build),
      env: environmentOf(build),
      tools: ['docker', 'codebuild'],
      timeoutMs: build.plan.timeoutMinutes * minuteMs,
      ...(first && { first }),
    },
  };
}

/** What a shell will be told to do when it is there, it is told to do at once. */
function firstPart(next: Next): ProcessStart['first'] {
  if (!('build' in next) || next.effect?.type !== 'process.run') return undefined;
  const { type: _type, process: _process, ...part } = next.effect;
  return part;
}

export function shellStarted(
  build: BuildState,
  { before }: Extract<Step, { type: 'shell' }>,
  now: number,
): Next {
  const running = { ...build, shells: build.shells + 1, shellAlive: true };
  if (before !== 'install') return runCommands(running, before);
  return fetchSubmodules(running) ?? takeUpCache(running, now);
}

const takeUpCache = (build: BuildState, now: number): Next => askCacheKeys(build) ?? install(build, now);

function install(build: BuildState, now: number): Next {
  const entered = enter(leave(build, 'SUCCEEDED', now), 'INSTALL', now);
  return nextRuntime(say(entered, now, ['Entering phase INSTALL']), 0, now);
}

/** AWS: ProjectSource, gitSubmodulesConfig: of a source that is a repository; as the build's role, at CodeCommit. */
function fetchSubmodules(build: BuildState): Move | undefined {
  const folders = sourceFolders(build).filter(
    ({ source }) => source.gitSubmodulesConfig?.fetchSubmodules && isRepository(source),
  );
  if (folders.length === 0) return undefined;
  const access = Object.entries(gitAccess(build)).map(([name, value]) => `${name}='${value}'`);
  const update = `env ${access.join(' ')} git submodule --quiet update --init --recursive`;
  return {
    build: { ...build, step: { type: 'submodules' } },
    effect: {
      type: 'process.run',
      process: processOf(build, build.shells),
      part: 'submodules',
      commands: folders.map(({ folder }) => `(cd '${folder}' && ${update})`),
    },
  };
}

export function submodulesDone(build: BuildState, ran: ProcessRan, now: number): Next {
  const { exitCode, failedCommand = '' } = ran;
  if (exitCode === 0) return takeUpCache(build, now);
  const failed = sourceFolders(build).find(({ folder }) => failedCommand.startsWith(`(cd '${folder}' `));
  // AWS: unverified words.
  const message = `git submodule update: exit status ${exitCode} for ${failed?.called ?? 'primary source'}`;
  return spoil(build, 'FAILED', now, { statusCode: 'CLIENT_ERROR', message });
}

/** The machine could not give a shell, or lost it: nobody's commands have failed. */
export function shellRefused(build: BuildState, { code, reason }: EffectFailed, now: number): BuildState {
  return spoil(build, 'FAULT', now, { statusCode: 'INTERNAL_SERVICE_ERROR', message: `${code}: ${reason}` });
}

const runtimesOf = ({ buildspec }: BuildState): RuntimeWanted[] =>
  Object.entries(buildspec!.runtimeVersions).map(([name, version]) => ({ name, version }));

/** The runtimes that a buildspec asks for are those of the machine, or the build fails. */
function nextRuntime(build: BuildState, index: number, now: number): Next {
  const wanted = runtimesOf(build)[index];
  if (!wanted) return runPhase(build, 'install', now);
  const command = runtimeCommand(wanted);
  if (command === undefined) {
    return nextRuntime(say(build, now, [runtimeSentence(wanted, undefined)]), index + 1, now);
  }
  return {
    build: { ...build, step: { type: 'runtime', index } },
    effect: {
      type: 'process.run',
      process: processOf(build, build.shells),
      part: `runtime.${index}`,
      commands: [command],
      report: ['PENSTOCK_RUNTIME'],
    },
  };
}

export function runtimeDone(
  build: BuildState,
  { index }: Extract<Step, { type: 'runtime' }>,
  ran: ProcessRan,
  now: number,
): Next {
  const wanted = runtimesOf(build)[index]!;
  if (ran.exitCode !== 0) return spoil(build, 'FAILED', now, missing(wanted));
  const sentence = runtimeSentence(wanted, ran.variables['PENSTOCK_RUNTIME']);
  return nextRuntime(say(build, now, [sentence]), index + 1, now);
}

const missing = ({ name }: RuntimeWanted): PhaseContext => ({
  statusCode: 'YAML_FILE_ERROR',
  message: `Unknown runtime named '${name}': the machine that Penstock runs on has none`,
});

/** Runs the commands of a phase, which has been entered; one without any is over at once. */
function runPhase(build: BuildState, phase: CommandPhase, now: number): Next {
  if (!hasCommands(build, phase)) return passed(build, phase, now);
  return build.shellAlive ? runCommands(build, phase) : startShell(build, phase, now);
}

function runCommands(build: BuildState, phase: CommandPhase): Move {
  const spec = build.buildspec!.phases[phase]!;
  const type = phaseType(phase);
  const command = shellCommand(build.buildspec!, spec);
  return {
    build: partBegun({ ...build, step: { type: 'commands', phase } }, type),
    effect: {
      type: 'process.run',
      process: processOf(build, build.shells),
      part: type,
      commands: spec.commands.map(command),
      finally: spec.finally.map(command),
      env: { CODEBUILD_BUILD_SUCCEEDING: build.trouble ? '0' : '1' },
      report: exportable(build),
      announce: announcement(type),
      ...(isLast(build, phase) && { last: { graceMs: stopGraceMs } }),
    },
  };
}

/** Whether nobody wants the shell any more when this phase is over. */
const isLast = (build: BuildState, phase: CommandPhase): boolean =>
  !isShellAsked(build) &&
  commandPhases.slice(commandPhases.indexOf(phase) + 1).every((later) => !hasCommands(build, later));

function hasCommands({ buildspec }: BuildState, phase: CommandPhase): boolean {
  const spec = buildspec!.phases[phase];
  return spec !== undefined && spec.commands.length + spec.finally.length > 0;
}

/** AWS: buildspec version 0.1 runs each command in a shell of its own, 0.2 all of them in one. */
const shellCommand =
  ({ version, shell }: Buildspec, { runAs }: PhaseSpec) =>
  (command: string): string => {
    const own = version === '0.1' ? `(\n${command}\n)` : command;
    return runAs === undefined ? own : asUser(runAs, shell, own);
  };

export const phaseType = (phase: CommandPhase): BuildPhaseType => phase.toUpperCase() as BuildPhaseType;

export function commandsDone(
  build: BuildState,
  { phase }: Extract<Step, { type: 'commands' }>,
  ran: ProcessRan,
  now: number,
): Next {
  const exported = {
    ...build,
    exported: { ...build.exported, ...ran.variables },
    shellAlive: ran.died !== true && ran.over !== true,
    shellsOver: ran.over === true,
  };
  if (ran.timedOut) {
    // AWS: as seen in builds that took too long.
    const context = { statusCode: 'BUILD_TIMED_OUT', message: 'Build has timed out. ' };
    return spoil(exported, 'TIMED_OUT', now, context);
  }
  return ran.exitCode === 0 ? passed(exported, phase, now) : failed(exported, phase, ran, now);
}

function passed(build: BuildState, phase: CommandPhase, now: number): Next {
  const saving = phase === 'post_build' ? saveCache(build) : undefined;
  return saving ?? phaseOver(build, phase, now);
}

function phaseOver(build: BuildState, phase: CommandPhase, now: number): Next {
  return goOn(leave(build, 'SUCCEEDED', now), phase, now);
}

function failed(build: BuildState, phase: CommandPhase, ran: ProcessRan, now: number): Next {
  const spec = build.buildspec!.phases[phase]!;
  const command = failedCommand(build, spec, ran).trimEnd();
  const told = say(build, now, [`Command did not exit successfully ${command} exit status ${ran.exitCode}`]);
  const message = `Error while executing command: ${command}. Reason: exit status ${ran.exitCode}`;
  const spoilt = {
    ...spoil(told, 'FAILED', now, { statusCode: 'COMMAND_EXECUTION_ERROR', message }),
    ...(spec.retry && isFound(spec.retry.pattern, message) && { retryLimit: spec.retry.count }),
  };
  // AWS: user guide, "Build phase transitions": a build that failed in BUILD goes on, one that failed before does not.
  const goesOn = phase === 'build' || phase === 'post_build';
  const ignored = spec.onFailure === 'CONTINUE' || (goesOn && spec.onFailure !== 'ABORT');
  return ignored ? goOn(spoilt, phase, now) : spoilt;
}

const isFound = (pattern: string, text: string): boolean => regularExpressionOf(pattern)?.test(text) ?? false;

/** As it stands in the buildspec. */
function failedCommand({ buildspec }: BuildState, spec: PhaseSpec, ran: ProcessRan): string {
  const shown = shellCommand(buildspec!, spec);
  const found = [...spec.commands, ...spec.finally].find((command) => shown(command) === ran.failedCommand);
  return found ?? ran.failedCommand ?? '';
}

/** Enters the phase after this one. */
function goOn(build: BuildState, phase: CommandPhase, now: number): Next {
  const next = commandPhases[commandPhases.indexOf(phase) + 1];
  if (!next) return uploadArtifacts(build, now);
  const type = phaseType(next);
  return runPhase(say(enter(build, type, now), now, [`Entering phase ${type}`]), next, now);
}
