import type { ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import { isSame } from './differences.ts';
import { mentionsIn } from './mentions.ts';
import type { Value } from './template.ts';

export type Cause = Pick<ResourceChangeDetail, 'ChangeSource' | 'CausingEntity' | 'Evaluation'>;

export interface CauseQuestion {
  /** What the former template says of a property, functions and all; and what the next one says. */
  readonly before: Value | undefined;
  readonly after: Value | undefined;
  readonly changedParameters: ReadonlySet<string>;
  /** Resources that will be others than they were. */
  readonly unsettled: ReadonlySet<string>;
  readonly conditions: Readonly<Record<string, boolean>>;
}

/**
 * Why a property changes. What comes by a parameter is certain, and AWS tells a direct change besides, of which it is
 * not; what comes by a resource that will be another is known only then.
 */
// AWS: user guide, "Example change sets for CloudFormation stacks".
export function causesOf({
  before,
  after,
  changedParameters,
  unsettled,
  conditions,
}: CauseQuestion): readonly Cause[] {
  const direct = !isSame(before, after);
  const mentions = after === undefined ? [] : [...mentionsIn(after, conditions)];
  const indirect = mentions.flatMap(({ name, attribute }): Cause[] => {
    if (attribute === undefined && changedParameters.has(name))
      return [{ ChangeSource: 'ParameterReference', CausingEntity: name, Evaluation: 'Static' }];
    if (!unsettled.has(name)) return [];
    if (attribute === undefined)
      return [{ ChangeSource: 'ResourceReference', CausingEntity: name, Evaluation: 'Dynamic' }];
    const entity = typeof attribute === 'string' ? `${name}.${attribute}` : name;
    return [{ ChangeSource: 'ResourceAttribute', CausingEntity: entity, Evaluation: 'Dynamic' }];
  });
  const causes = [...new Map(indirect.map((cause) => [cause.CausingEntity, cause])).values()];
  if (direct && causes.length === 0) return [directly('Static')];
  const byParameter = causes.some(({ ChangeSource }) => ChangeSource === 'ParameterReference');
  return direct || byParameter || causes.length === 0 ? [...causes, directly('Dynamic')] : causes;
}

const directly = (Evaluation: 'Static' | 'Dynamic'): Cause => ({
  ChangeSource: 'DirectModification',
  Evaluation,
});
