import { parse, YAMLParseError } from 'yaml';
import type { BlobRef } from '../../../base/blob.ts';
import type { WaitingHandler } from '../../../dispatch/service.ts';
import { invalidDefinition } from '../errors.ts';
import { definitionObject, substituted } from '../language/definition.ts';

interface Definition {
  readonly body: BlobRef;
  readonly substitutions?: Readonly<Record<string, unknown>>;
}

/** The house's own: a definition that lies in S3, for stacks; of YAML, as JSON. */
export const readDefinition: WaitingHandler<Definition, { readonly definition: string }> = {
  async waits({ body, substitutions }, call) {
    // AWS: quotas, "Maximum request size: 1 MB".
    if (body.size > definitionBytesMax) invalidDefinition('The definition is larger than 1 MB');
    const read = Buffer.from(await call.blobs.read(body)).toString();
    const text = substituted(read, substitutions);
    return { definition: definitionObject(text) ? text : ofYaml(text) };
  },
};

const definitionBytesMax = 1_048_576;

function ofYaml(text: string): string {
  try {
    return JSON.stringify(parse(text));
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    return invalidDefinition(`The definition is neither JSON nor YAML: ${error.message}`);
  }
}
