/** What an image says of how it is run; the names are the OCI image specification's. */
export interface RunConfig {
  Env: string[];
  Entrypoint?: string[];
  Cmd?: string[];
  WorkingDir: string;
  User?: string;
  ExposedPorts?: Record<string, object>;
  Volumes?: Record<string, object>;
  Labels?: Record<string, string>;
  StopSignal?: string;
  /** Docker's own, as `Shell` is. Times are nanoseconds. */
  Healthcheck?: Healthcheck;
  Shell?: string[];
}

export interface Healthcheck {
  Test: string[];
  Interval?: number;
  Timeout?: number;
  StartPeriod?: number;
  StartInterval?: number;
  Retries?: number;
}

/** An image's configuration: the blob whose digest is the image's id. */
export interface ImageConfig {
  readonly architecture: string;
  readonly os: string;
  readonly created: string;
  readonly config: RunConfig;
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly string[] };
  readonly history: readonly {
    readonly created: string;
    readonly created_by: string;
    readonly empty_layer?: boolean;
  }[];
}

export interface Descriptor {
  readonly mediaType: string;
  readonly size: number;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
}

/** Docker's image manifest, version 2, schema 2. */
export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

export const mediaTypes = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
} as const;

/**
 * When images were made: always then, so that the same files give the same image. SOURCE_DATE_EPOCH has the
 * same purpose.
 */
export const created = '1970-01-01T00:00:00Z';

/** Go's names for the machine's processor, as images have them. */
export function architecture(): string {
  const names: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', ia32: '386' };
  return names[process.arch] ?? process.arch;
}

/** Reads a value of Env. */
export function variableOf(config: RunConfig, name: string): string | undefined {
  const entry = config.Env.find((each) => each.startsWith(`${name}=`));
  return entry?.slice(name.length + 1);
}

export function setVariable(config: RunConfig, name: string, value: string): void {
  const at = config.Env.findIndex((each) => each.startsWith(`${name}=`));
  if (at < 0) config.Env.push(`${name}=${value}`);
  else config.Env[at] = `${name}=${value}`;
}
