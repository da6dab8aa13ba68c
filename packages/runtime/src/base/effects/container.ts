import type { BlobRef } from '../blob.ts';
import type { ProcessLimits } from './process.ts';

/**
 * Starts a container of a task. Where no container engine is used, it is a process in a folder that holds the
 * image's
 * files, with the host's own language runtime. Followed and stopped as a process is, by the same name.
 */
export interface ContainerStart {
  readonly type: 'container.start';
  readonly process: string;
  readonly image: ContainerImage;
  /** Instead of the image's own. */
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly workingDirectory?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly environmentFiles?: EnvironmentFiles;
  /** The task's own address: containers listen there, as in the awsvpc network mode. */
  readonly address: string;
  readonly limits?: ProcessLimits;
}
/** Files of lines `NAME=value`; of several that say the same name, the first counts. */
export interface EnvironmentFiles {
  readonly files: readonly BlobRef[];
  /** What of `env` a file may say otherwise; the rest of `env` wins over files. */
  readonly under: readonly string[];
}
export interface ContainerStarted {
  readonly pid: number;
}

/**
 * An image as ECR keeps it: blobs named by the digests in its manifest. Only `sha256` of each need be right.
 */
export interface ContainerImage {
  /** `sha256:…` of the manifest. */
  readonly digest: string;
  /** The OCI image configuration, JSON: Env, Entrypoint, Cmd, WorkingDir. */
  readonly config: BlobRef;
  /** Each a tar, gzipped or not; the lowest first. */
  readonly layers: readonly BlobRef[];
}

/** Asks a container's own command whether it is well, until the answer is another than is known. */
export interface ContainerCheck {
  readonly type: 'container.check';
  readonly process: string;
  /** Run in the container's folder, with its environment; 0 is well. */
  readonly command: readonly string[];
  /** The task's: what the command calls localhost. */
  readonly address: string;
  readonly known: 'UNKNOWN' | ContainerHealth;
  /** House time, epoch milliseconds, from when on it is asked; failures before `graceUntil` do not count. */
  readonly since: number;
  readonly graceUntil: number;
  /** House time. */
  readonly intervalMs: number;
  /** Wall time. */
  readonly timeoutMs: number;
  /** Failures in a row that make it unhealthy. */
  readonly retries: number;
}
export type ContainerHealth = 'HEALTHY' | 'UNHEALTHY';
export interface ContainerChecked {
  readonly health: ContainerHealth;
}
