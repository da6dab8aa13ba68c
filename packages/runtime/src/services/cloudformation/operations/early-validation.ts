import type * as sdk from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../../base/aws-error.ts';
import { own } from '../../../base/own.ts';
import type { Call } from '../../../dispatch/service.ts';
import { knownTo } from '../progress/known.ts';
import type { StackRecord, Validation } from '../records.ts';
import { evaluateMembers } from '../template/evaluate.ts';
import { checkProperties } from '../template/property-checks.ts';
import { isList, isValues, knownAfterApply, type Value, type Values } from '../template/template.ts';
import { identifierText, type Found } from './imports.ts';
import type { Prepared } from './preparation.ts';

interface Validating {
  readonly prepared: Prepared;
  readonly changes: readonly sdk.Change[];
  /** What is there already of what the template names. */
  readonly existing: readonly Found[];
}

/** What is seen to fail before anything is made. `wishing` is the stack with the wish, which is kept already. */
// AWS: user guide, "Validate stack deployments". Here of change sets alone; and not yet whether buckets are empty.
export function validationsOf(call: Call, wishing: StackRecord, validating: Validating): Validation[] {
  const touched = (actions: readonly sdk.ChangeAction[]): readonly string[] =>
    validating.changes.flatMap(({ ResourceChange: change }) =>
      actions.includes(change!.Action!) ? [change!.LogicalResourceId!] : [],
    );
  return [
    ...touched(['Add', 'Modify']).flatMap((logicalId) =>
      wrongProperties(call, wishing, { ...validating, logicalId }),
    ),
    ...conflicts(touched(['Add']), validating.existing),
  ];
}

function wrongProperties(
  call: Call,
  wishing: StackRecord,
  { prepared, logicalId }: Validating & { readonly logicalId: string },
): Validation[] {
  const { Type: type, Properties } = prepared.template.Resources[logicalId]!;
  const registry = own(prepared.types, type);
  const properties = registry && knownProperties(call, wishing, Properties);
  if (!properties) return [];
  const { complaints } = checkProperties(registry, properties);
  return complaints.map((complaint) => ({
    name: 'PROPERTY_VALIDATION',
    logicalId,
    type,
    ...placeOf(complaint, logicalId),
  }));
}

/** What can be told of properties before anything is made; nothing, where they cannot be made out at all. */
function knownProperties(call: Call, wishing: StackRecord, properties: Values): Values | undefined {
  try {
    const known = { ...knownTo(call, wishing), resource: () => undefined };
    return withoutReferences(evaluateMembers(properties, known)) as Values;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/** What is behind a dynamic reference is not known. */
function withoutReferences(value: Value): Value {
  if (typeof value === 'string') return value.includes('{{resolve:') ? knownAfterApply : value;
  if (isList(value)) return value.map(withoutReferences);
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutReferences(member)]));
}

// AWS: seen as "Required property [PolicyName] not found" at "/Resources/X/Properties"; unverified of the others.
function placeOf(complaint: string, logicalId: string): Pick<Validation, 'path' | 'reason'> {
  const [, within = '', sentence = complaint] = /^#([^:]*): (.*)$/.exec(complaint) ?? [];
  const reason = sentence
    .replace(/^required key (\[.*\]) not found$/, 'Required property $1 not found')
    .replace(/^extraneous key (\[.*\]) is not permitted$/, 'Unsupported property $1');
  return { path: `/Resources/${logicalId}/Properties${within}`, reason };
}

// AWS: seen as "Resource of type 'AWS::S3::Bucket' with identifier 'x' already exists." at "/Resources/X".
function conflicts(added: readonly string[], existing: readonly Found[]): Validation[] {
  return existing
    .filter((each) => 'physicalId' in each && added.includes(each.logicalId))
    .map((each) => ({
      name: 'NAME_CONFLICT_VALIDATION',
      logicalId: each.logicalId,
      type: each.type,
      path: `/Resources/${each.logicalId}`,
      reason: `Resource of type '${each.type}' with identifier '${identifierText(each)}' already exists.`,
    }));
}

const hooks: Readonly<Record<Validation['name'], string>> = {
  PROPERTY_VALIDATION: 'AWS::EarlyValidation::PropertyValidation',
  NAME_CONFLICT_VALIDATION: 'AWS::EarlyValidation::ResourceExistenceCheck',
};

/** Why a change set fails that has been seen to. */
export function validationFailure(validations: readonly Validation[]): string | undefined {
  if (validations.length === 0) return undefined;
  const failed = [...new Set(validations.map(({ name }) => hooks[name]))];
  // AWS: seen in status reasons.
  return (
    `The following hook(s)/validation failed: [${failed.join(', ')}]. ` +
    'To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.'
  );
}
