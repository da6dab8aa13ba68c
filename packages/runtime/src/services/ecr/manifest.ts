/** What a manifest says, as far as a registry has to know. */
export type Manifest =
  | {
      readonly kind: 'image';
      readonly mediaType: string | undefined;
      readonly config: Descriptor;
      readonly layers: readonly Descriptor[];
    }
  | {
      readonly kind: 'index';
      readonly mediaType: string | undefined;
      readonly manifests: readonly Descriptor[];
    };

export interface Descriptor {
  readonly digest: string;
  readonly size: number;
  readonly mediaType: string | undefined;
}

/** Reads an image manifest or an index of OCI or of Docker (version 2, schema 2). Undefined where it is neither. */
export function parseManifest(text: string): Manifest | undefined {
  const document = objectOf(text);
  if (!document || document['schemaVersion'] !== 2) return undefined;
  const mediaType = stringOf(document['mediaType']);
  const manifests = descriptorsOf(document['manifests']);
  if (manifests) return { kind: 'index', mediaType, manifests };
  const config = descriptorOf(document['config']);
  const layers = descriptorsOf(document['layers']);
  return config && layers ? { kind: 'image', mediaType, config, layers } : undefined;
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function descriptorsOf(value: unknown): Descriptor[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const descriptors = value.map(descriptorOf);
  return descriptors.every((each) => each !== undefined) ? descriptors : undefined;
}

function descriptorOf(value: unknown): Descriptor | undefined {
  if (!isObject(value)) return undefined;
  const { digest, size, mediaType } = value;
  if (typeof digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(digest)) return undefined;
  return typeof size === 'number' ? { digest, size, mediaType: stringOf(mediaType) } : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
