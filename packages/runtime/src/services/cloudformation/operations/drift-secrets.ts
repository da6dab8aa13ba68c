import { AwsError } from '../../../base/aws-error.ts';
import { own } from '../../../base/own.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import { lookupOf, refusalOf, valueOf, type Resolved } from '../flow/lookup.ts';
import type { DriftRecord } from '../records.ts';
import { isSame } from '../template/differences.ts';
import { dynamicReferencesIn, type DynamicReference } from '../template/dynamic-references.ts';
import { asterisks, isMasked, maskedAs } from '../template/masking.ts';
import type { Values } from '../template/template.ts';

/** What stands behind the dynamic references of a resource's properties: those to secrets are kept as they are. */
export async function secretsOf(properties: Values, call: WaitingCall, as: string): Promise<Resolved> {
  const answers: Record<string, string> = {};
  for (const reference of dynamicReferencesIn(properties)) {
    const found = await behind(reference, call, as);
    if ('refused' in found) return found;
    answers[reference.text] = found.value;
  }
  return { answers };
}

async function behind(reference: DynamicReference, call: WaitingCall, as: string) {
  const { account, region } = call;
  try {
    const output: unknown = await call.perform({
      type: 'aws.call',
      ...lookupOf(reference),
      as,
      session: 'AWSCloudFormation',
      scope: { account, region },
    });
    return valueOf(reference, output);
  } catch (error) {
    if (error instanceof AwsError) return refusalOf(reference, { code: error.name, reason: error.message });
    throw error;
  }
}

type Told = Pick<DriftRecord, 'actual' | 'differences'>;

/** What is told of a resource's drift without its secrets: a secret that is as it is to be is told as its reference. */
export function withoutSecrets<T extends Told>(told: T, resolved: Values, kept: Values): T {
  if (isSame(resolved, kept)) return told;
  const differs = new Set(told.differences.map(({ PropertyPath: path }) => path!.split('/')[1]!));
  const shown = Object.entries(told.actual ?? {}).map(([name, value]) => {
    const reference = own(kept, name);
    const inSync = reference !== undefined && !differs.has(name) && !isSame(reference, own(resolved, name));
    return [name, inSync ? reference : maskedAs(value, own(resolved, name), reference)] as const;
  });
  return {
    ...told,
    ...(told.actual && { actual: Object.fromEntries(shown) }),
    differences: told.differences.map((difference) =>
      isMasked(difference.PropertyPath!.split('/').slice(1), resolved, kept)
        ? { ...difference, ExpectedValue: asterisks, ActualValue: asterisks }
        : difference,
    ),
  };
}
