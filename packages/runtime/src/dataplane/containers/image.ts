import { EffectRefusal } from '../../base/effects/effect.ts';

/** What an OCI image says about the process it is for, as far as we obey it. */
export interface ImageConfig {
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly WorkingDir: string;
}

/** Reads an image's configuration. */
export function imageConfig(bytes: Uint8Array): ImageConfig {
  let config: unknown;
  try {
    config = (JSON.parse(Buffer.from(bytes).toString()) as { config?: unknown }).config ?? {};
  } catch {
    throw new EffectRefusal('CannotStartContainer', 'the configuration of the image is not JSON');
  }
  const { Env, Entrypoint, Cmd, WorkingDir } = config as Partial<Record<keyof ImageConfig, unknown>>;
  return {
    Env: texts(Env),
    Entrypoint: texts(Entrypoint),
    Cmd: texts(Cmd),
    WorkingDir: typeof WorkingDir === 'string' && WorkingDir !== '' ? WorkingDir : '/',
  };
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : [];

/** `["A=1"]` as an environment; a later one stands above an earlier one. */
export function environmentOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
