import type { ContainerImage } from './effects/container.ts';

/**
 * An image in a registry of the house: `<account>.dkr.ecr.<region>.amazonaws.com/<name>[:tag][@digest]`, or as it
 * is reached on this machine, `127.0.0.1:4566/<account>/<region>/<name>…`. `amazonaws.com` may be any other domain:
 * `cdk deploy --hotswap` takes the host of its endpoint for what AWS::URLSuffix is.
 */
export interface ImageName {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  readonly id: { readonly imageTag: string } | { readonly imageDigest: string };
}

const hosts = [
  String.raw`(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[a-z0-9.-]+(?::\d+)?`,
  String.raw`(?:127\.0\.0\.1|localhost)(?::\d+)?\/(\d{12})\/([a-z]+(?:-[a-z0-9]+)+)`,
];
const rest = String.raw`\/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?$`;
const forms = hosts.map((host) => new RegExp(`^${host}${rest}`));

/** Undefined where the image is in another registry. */
export function imageName(image: string): ImageName | undefined {
  for (const form of forms) {
    const [, account, region, repository, tag = 'latest', digest] = form.exec(image) ?? [];
    if (!account || !region || !repository) continue;
    return { account, region, repository, id: digest ? { imageDigest: digest } : { imageTag: tag } };
  }
  return undefined;
}

interface Descriptor {
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os?: string; readonly architecture?: string };
}
interface Manifest {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

/** An image read from its manifest, or the digest of the manifest that an index names for linux/amd64. */
export function imageIn(
  text: string,
  digest: string,
): ContainerImage | { readonly manifest: string } | undefined {
  const manifest: Manifest = JSON.parse(text);
  if (manifest.manifests) {
    const fits = ({ platform }: Descriptor) => platform?.os === 'linux' && platform.architecture === 'amd64';
    const chosen = manifest.manifests.find(fits) ?? manifest.manifests[0];
    return chosen && { manifest: chosen.digest };
  }
  if (!manifest.config || !manifest.layers) return undefined;
  return { digest, config: blobOf(manifest.config), layers: manifest.layers.map(blobOf) };
}

const blobOf = ({ digest, size }: Descriptor) => ({ sha256: digest.replace(/^sha256:/, ''), size, md5: '' });
