import { arnOf } from '../../base/arn.ts';
import { alphabets, derivedWord } from '../../base/ids.ts';

/** A parameter that AWS keeps for everybody. */
export interface PublicParameter {
  readonly name: string;
  readonly arn: string;
  readonly value: string;
  readonly dataType: string;
}

/**
 * Names that templates look up, by the family they are of. What they answer is recorded, not real: an image id of the
 * right form that follows from region and name, and that `ec2` describes.
 */
// AWS: user guide, "Finding public parameters"; the names as `aws ssm get-parameters-by-path` lists them.
const linux = [
  ...each('al2023-ami-', ['kernel-default', 'kernel-6.1', 'kernel-6.12', 'kernel-6.18'], ['arm64', 'x86_64']),
  ...each(
    'al2023-ami-minimal-',
    ['kernel-default', 'kernel-6.1', 'kernel-6.12', 'kernel-6.18'],
    ['arm64', 'x86_64'],
  ),
  ...each(
    'amzn2-ami-',
    ['hvm', 'kernel-5.10-hvm', 'kernel-default-hvm'],
    ['arm64-gp2', 'x86_64-ebs', 'x86_64-gp2'],
  ),
  ...each('amzn2-ami-minimal-', ['hvm'], ['arm64-ebs', 'x86_64-ebs']),
  ...each('amzn-ami-', ['hvm', 'minimal-hvm'], ['x86_64-ebs', 'x86_64-s3']),
  'amzn-ami-hvm-x86_64-gp2',
].map((name) => `/aws/service/ami-amazon-linux-latest/${name}`);

const ecsSystems = [
  'amazon-linux',
  ...each('', ['amazon-linux-2', 'amazon-linux-2023'], ['', '/arm64', '/gpu', '/inf', '/neuron']),
];

/** Families of which there are too many names to list: any name of the form is known. */
const families: readonly {
  readonly form: RegExp;
  readonly value: (match: RegExpExecArray, region: string) => string;
}[] = [
  { form: /^\/aws\/service\/ami-windows-latest\/Windows_Server-[A-Za-z0-9_.-]+$/, value: imageOf },
  {
    form: /^\/aws\/service\/ecs\/optimized-ami\/windows_server\/[^/]+\/[^/]+\/recommended\/image_id$/,
    value: imageOf,
  },
  {
    form: /^\/aws\/service\/eks\/optimized-ami\/\d\.\d+\/[a-z0-9-]+(?:\/[a-z0-9_]+){0,2}\/recommended\/image_id$/,
    value: imageOf,
  },
  {
    form: /^\/aws\/service\/bottlerocket\/aws-[a-z0-9.-]+\/(?:arm64|x86_64)\/[a-z0-9.-]+\/image_id$/,
    value: imageOf,
  },
  { form: /^\/aws\/service\/canonical\/ubuntu\/(?:[a-z0-9.-]+\/)+ami-id$/, value: imageOf },
  { form: /^\/aws\/service\/debian\/(?:[a-z0-9.-]+\/)+(?:amd64|arm64)$/, value: imageOf },
  {
    form: /^\/aws\/service\/aws-for-fluent-bit(?:\/(?<version>[a-z0-9.-]+))?$/,
    value: ({ groups }, region) =>
      `906394416424.dkr.ecr.${region}.amazonaws.com/aws-for-fluent-bit:${groups?.['version'] ?? 'latest'}`,
  },
];

function each(before: string, middles: readonly string[], afters: readonly string[]): string[] {
  const joint = (after: string) => (after === '' || after.startsWith('/') ? after : `-${after}`);
  return middles.flatMap((middle) => afters.map((after) => `${before}${middle}${joint(after)}`));
}

/** `ami-` and 17 digits, the first of them 0 as those of this decade have it. */
function imageOf({ input }: { readonly input: string }, region: string): string {
  return `ami-0${derivedWord(16, alphabets.hex, region, input)}`;
}

const ecsNames = ecsSystems.flatMap((system) => {
  const name = `/aws/service/ecs/optimized-ami/${system}/recommended`;
  return [name, `${name}/image_id`, `${name}/image_name`];
});

export const isPublic = (name: string): boolean => name.startsWith('/aws/service/');

/** Undefined where AWS has no parameter of that name. */
export function publicParameter(name: string, region: string): PublicParameter | undefined {
  const value = valueOf(name, region);
  if (value === undefined) return undefined;
  const dataType = value.startsWith('ami-') ? 'aws:ec2:image' : 'text';
  return { name, arn: arnOf('ssm', { region, account: '' }, `parameter${name}`), value, dataType };
}

/** Those whose names are known, below a path. */
export function publicParametersBelow(path: string, region: string): PublicParameter[] {
  return [...linux, ...ecsNames]
    .filter((name) => name.startsWith(path))
    .sort()
    .map((name) => publicParameter(name, region)!);
}

function valueOf(name: string, region: string): string | undefined {
  if (linux.includes(name)) return imageOf({ input: name }, region);
  if (ecsNames.includes(name)) return ecsValue(name, region);
  for (const { form, value } of families) {
    const match = form.exec(name);
    if (match) return value(match, region);
  }
  return undefined;
}

function ecsValue(name: string, region: string): string {
  const recommended = name.replace(/\/image_(?:id|name)$/, '');
  const image = imageOf({ input: `${recommended}/image_id` }, region);
  const [, system = ''] = /optimized-ami\/(.*)\/recommended$/.exec(recommended) ?? [];
  const imageName = `${system.replaceAll('/', '-')}-ami-ecs-hvm-recommended`;
  if (name.endsWith('/image_id')) return image;
  if (name.endsWith('/image_name')) return imageName;
  return JSON.stringify({ schema_version: 1, image_name: imageName, image_id: image, os: system });
}
