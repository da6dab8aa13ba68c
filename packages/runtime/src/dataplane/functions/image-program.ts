import { existsSync } from 'node:fs';
import path from 'node:path';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { FunctionImage } from '../../base/effects/function.ts';
import { hostCommand } from '../containers/command.ts';
import { standardPath } from '../containers/environment.ts';
import { environmentOf, imageConfig } from '../containers/image.ts';
import { placeIn } from '../containers/image-paths.ts';
import type { Program } from './launch.ts';

/** An image made from AWS's own base image of a language: its runtime is that of this machine. */
interface BasedOnAws {
  readonly language: 'node' | 'python';
  readonly taskRoot: string;
  readonly functionHandler: string;
  readonly env: Readonly<Record<string, string>>;
}

interface ImageParts {
  /** The image's files. */
  readonly root: string;
  /** Its configuration, JSON. */
  readonly config: Uint8Array;
  readonly instead: Omit<FunctionImage, 'content'>;
  /** The PATH of this machine. */
  readonly path: string;
}

/** What AWS's base images begin with. */
const awsEntryPoint = '/lambda-entrypoint.sh';

/**
 * What is run of an image. Without a container engine that is a program of the image's own that needs nothing but
 * itself or an interpreter of this machine; it speaks to the Runtime API itself.
 */
export function imageProgram(parts: ImageParts): Program | BasedOnAws {
  const { root, instead } = parts;
  const config = imageConfig(parts.config);
  const own = environmentOf(config.Env);
  const entryPoint = instead.entryPoint ?? config.Entrypoint;
  const command = instead.command ?? config.Cmd;
  const workingDirectory = instead.workingDirectory ?? config.WorkingDir;
  const taskRoot = placeIn(root, own['LAMBDA_TASK_ROOT'] ?? '/var/task');
  const { PATH: imagePath = standardPath, ...env } = own;
  if (entryPoint[0] === awsEntryPoint)
    return { language: languageIn(root, parts.config), taskRoot, functionHandler: command[0] ?? '', env };
  const argv = hostCommand({
    argv: [...entryPoint, ...command],
    root,
    workingDirectory,
    imagePath,
    path: parts.path,
  });
  const folder = placeIn(root, workingDirectory);
  return {
    argv,
    taskRoot: existsSync(taskRoot) ? taskRoot : folder,
    runtimeRoot: placeIn(root, '/var/runtime'),
    functionHandler: command[0] ?? '',
    marksEnds: false,
    env,
    folder,
  };
}

/** By what Penstock's builder noted, or by the interpreter that AWS's image brings. */
function languageIn(root: string, config: Uint8Array): 'node' | 'python' {
  const { config: said } = JSON.parse(Buffer.from(config).toString()) as { config?: { Labels?: object } };
  const label = new Map(Object.entries(said?.Labels ?? {})).get('dev.penstock.runtime');
  if (label === 'node' || label === 'python') return label;
  if (existsSync(path.join(root, 'var/lang/bin/node'))) return 'node';
  if (existsSync(path.join(root, 'var/lang/bin/python3'))) return 'python';
  const message =
    'Of images made from base images of AWS, those of Node.js and Python can be run without an engine.';
  throw new EffectRefusal('NoSuchRuntime', message);
}
