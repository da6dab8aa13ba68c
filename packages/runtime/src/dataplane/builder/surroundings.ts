import { homedir } from 'node:os';
import path from 'node:path';
import { ImageStore } from './image-store.ts';
import { cannot } from './refusal.ts';

/** What the programs find around them. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The PATH of this machine, without Penstock's own tools. */
  readonly host: string;
  /** A line for whoever reads results. */
  print(line: string): void;
  /** A line for whoever watches. */
  tell(line: string): void;
}

export function surroundings(): Surroundings {
  const { env } = process;
  const tools = env['PENSTOCK_TOOLS'];
  const searched = (env['PATH'] ?? '').split(path.delimiter);
  return {
    env,
    home: env['HOME'] ?? homedir(),
    host: searched.filter((folder) => folder !== tools).join(path.delimiter),
    print: (line) => void process.stdout.write(`${line}\n`),
    tell: (line) => void process.stderr.write(`${line}\n`),
  };
}

/** Where the images of all builds are. */
export function imagesFolder({ env }: Surroundings): string {
  return env['PENSTOCK_IMAGES'] || cannot('find its images: PENSTOCK_IMAGES is not set');
}

export function openImages(around: Surroundings): ImageStore {
  return ImageStore.open(imagesFolder(around), around.home);
}

/**
 * Proxies and certificates, by which whatever runs on this machine reaches the network. Nothing else of the
 * environment is given to a RUN.
 */
export function networkOf({ env }: Surroundings): Record<string, string> {
  const isNetwork =
    /^((https?|ftp|no|all)_proxy|NODE_EXTRA_CA_CERTS|NODE_USE_SYSTEM_CA|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE)$/i;
  const found = Object.entries(env).filter(([name, value]) => isNetwork.test(name) && value !== undefined);
  return Object.fromEntries(found) as Record<string, string>;
}
