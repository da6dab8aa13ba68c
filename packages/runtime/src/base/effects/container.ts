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
  /** The task's own address: containers listen there, as in the awsvpc network mode. */
  readonly address: string;
  readonly limits?: ProcessLimits;
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
