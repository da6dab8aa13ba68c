import type { ResourceAttribute, ResourceChange, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import { own } from '../../../base/own.ts';
import type { RegistryType } from '../../../base/registry-type.ts';
import { causesOf, type Cause } from './causes.ts';
import {
  differencesOf,
  isSame,
  pointerOf,
  present,
  recreationOf,
  toldAs,
  type Difference,
} from './differences.ts';
import { invalid } from './errors.ts';
import { evaluateMembers } from './evaluate.ts';
import { graphOf, orderOf } from './graph.ts';
import type { Known, KnownResource } from './known.ts';
import { shownMembers } from './masking.ts';
import type { ResourceDeclaration, Template, Value, Values } from './template.ts';

/** A resource that a stack has. */
export interface PresentResource extends KnownResource {
  readonly physicalId: string;
  /** What its template says of it. */
  readonly declared: ResourceDeclaration;
  /** With every function resolved. */
  readonly properties: Values;
  /** As they may be shown, where that is otherwise. */
  readonly shown?: Values;
}

export interface Plan {
  readonly template: Template;
  readonly known: Omit<Known, 'resource'>;
  readonly present: Readonly<Record<string, PresentResource>>;
  /** Of the registry, by name. */
  readonly types: Readonly<Record<string, RegistryType>>;
  /** Parameters whose value is another than it was. */
  readonly changedParameters: ReadonlySet<string>;
  readonly stackTagsChanged: boolean;
  /** Physical ids of what is to be imported, by logical id. */
  readonly imported?: Readonly<Record<string, string>>;
  /** What functions are told where it is shown; the same, unless something may not be echoed. */
  readonly shown?: Omit<Known, 'resource'>;
}

/** What a template would make of a stack: resources as they depend on each other, then those that are removed. */
export function plannedChanges(plan: Plan): readonly ResourceChange[] {
  const { template, known, present: there } = plan;
  refuseOtherTypes(plan);
  const planning = new Planning(plan);
  const order = orderOf(graphOf(template, known.conditions));
  const kept = order.flatMap((logicalId) => planning.changeOf(logicalId) ?? []);
  const removed = Object.entries(there).filter(([logicalId]) => !order.includes(logicalId));
  return [...kept, ...removed.map(([logicalId, resource]) => removal(logicalId, resource))];
}

/** A resource that is made or changed, with what it would be asked to be. */
export interface PlannedResource {
  readonly logicalId: string;
  /** Undefined where it is made. */
  readonly physicalId: string | undefined;
  readonly properties: Values;
}

/** Those of a type that a template would make or change. */
export function plannedResources(plan: Plan, typeName: string): readonly PlannedResource[] {
  refuseOtherTypes(plan);
  const planning = new Planning(plan);
  const order = orderOf(graphOf(plan.template, plan.known.conditions));
  return order.flatMap((logicalId) => {
    const change = planning.changeOf(logicalId);
    if (change?.ResourceType !== typeName) return [];
    return [
      { logicalId, physicalId: change.PhysicalResourceId, properties: planning.propertiesOf(logicalId) },
    ];
  });
}

function refuseOtherTypes({ template, present: there }: Plan): void {
  const others = Object.entries(there).filter(([name, { declared }]) => {
    const wanted = own(template.Resources, name);
    return wanted && wanted.Type !== declared.Type;
  });
  if (others.length > 0)
    invalid(
      'Update of resource type is not permitted. The new template modifies resource type of the following resources: ' +
        `[${others.map(([name]) => name).join(', ')}]`,
    );
}

function removal(
  logicalId: string,
  { declared, physicalId, properties, shown }: PresentResource,
): ResourceChange {
  const kept = declared.DeletionPolicy;
  return {
    PolicyAction:
      kept === 'Retain' || kept === 'RetainExceptOnCreate'
        ? 'Retain'
        : kept === 'Snapshot'
          ? 'Snapshot'
          : 'Delete',
    Action: 'Remove',
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: declared.Type,
    Scope: [],
    Details: [],
    BeforeContext: contextOf(declared, shown ?? properties),
  };
}

const otherAttributes = [
  'Metadata',
  'CreationPolicy',
  'UpdatePolicy',
  'DeletionPolicy',
  'UpdateReplacePolicy',
] as const;

/** AWS: the context is the resource's declaration with its values, as JSON. */
function contextOf(declared: ResourceDeclaration, properties: Values): string {
  const others = otherAttributes.map((name) => [name, declared[name]] as const);
  return JSON.stringify({
    Properties: properties,
    ...Object.fromEntries(others.filter(([, value]) => value !== undefined)),
  });
}

/** Goes through resources in the order of their dependencies, and remembers which are not known any more. */
class Planning {
  readonly #plan: Plan;
  /** Resources that are made, or may be made anew. */
  readonly #unsettled = new Set<string>();
  readonly #known: Known;
  readonly #shown: Known;

  constructor(plan: Plan) {
    this.#plan = plan;
    const resource = (name: string) => (this.#unsettled.has(name) ? undefined : own(plan.present, name));
    this.#known = { ...plan.known, resource };
    this.#shown = { ...(plan.shown ?? plan.known), resource };
  }

  changeOf(logicalId: string): ResourceChange | undefined {
    const { template, present: there, imported } = this.#plan;
    const declared = template.Resources[logicalId]!;
    const before = own(there, logicalId);
    if (before) return this.#modification(logicalId, before, declared);
    const physicalId = own(imported, logicalId);
    if (physicalId === undefined) this.#unsettled.add(logicalId);
    return {
      Action: physicalId === undefined ? 'Add' : 'Import',
      LogicalResourceId: logicalId,
      ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
      ResourceType: declared.Type,
      Scope: [],
      Details: [],
      AfterContext: contextOf(declared, shownMembers(declared.Properties, this.#shown)),
    };
  }

  /** What functions make of them, as far as that is known. */
  propertiesOf(logicalId: string): Values {
    return evaluateMembers(this.#plan.template.Resources[logicalId]!.Properties, this.#known);
  }

  #modification(
    logicalId: string,
    before: PresentResource,
    declared: ResourceDeclaration,
  ): ResourceChange | undefined {
    const type = own(this.#plan.types, declared.Type);
    const after = evaluateMembers(declared.Properties, this.#known);
    const shown = shownMembers(declared.Properties, this.#shown);
    const tags = type?.tags?.property;
    const declaredDetails = [
      ...[...differencesOf(before.properties, after)].flatMap((difference) =>
        this.#propertyDetails(difference, { before, declared, shown, type }),
      ),
      ...(this.#plan.stackTagsChanged && tags !== undefined ? [stackTagsDetail] : []),
      ...otherAttributes.flatMap((name) => attributeDetail(name, before.declared[name], declared[name])),
    ];
    const looksInside = declaredDetails.length === 0 && declared.Type === nestedType;
    const details = looksInside ? [automaticDetail] : declaredDetails;
    if (details.length === 0) return undefined;
    const replacement = replacementOf(details);
    if (replacement !== 'False') this.#unsettled.add(logicalId);
    return {
      ...(replacement === 'True' && { PolicyAction: replacedBy(declared) }),
      Action: 'Modify',
      LogicalResourceId: logicalId,
      PhysicalResourceId: before.physicalId,
      ResourceType: declared.Type,
      Replacement: replacement,
      Scope: [...new Set(details.map(({ Target }) => Target!.Attribute!))],
      Details: details,
      BeforeContext: contextOf(before.declared, before.shown ?? before.properties),
      AfterContext: contextOf(declared, shown),
    };
  }

  #propertyDetails(difference: Difference, about: About): ResourceChangeDetail[] {
    const { path, before, after } = difference;
    const { declared, type, shown } = about;
    const [name = ''] = path;
    const shownBefore = toldAs(about.before.shown ? at(about.before.shown, path) : before);
    const shownAfter = after === undefined ? undefined : toldAs(at(shown, path));
    const isTags = type?.tags?.property === name;
    const target = {
      Attribute: (isTags ? 'Tags' : 'Properties') as ResourceAttribute,
      ...(!isTags && { Name: name }),
      RequiresRecreation: recreationOf(type, path),
      Path: pointerOf(['Properties', ...path]),
      ...(before !== undefined && { BeforeValue: shownBefore }),
      ...(shownAfter !== undefined && { AfterValue: shownAfter }),
      AttributeChangeType: before === undefined ? 'Add' : after === undefined ? 'Remove' : 'Modify',
    } as const;
    const causes = causesOf({
      before: own(about.before.declared.Properties, name),
      after: own(declared.Properties, name),
      changedParameters: this.#plan.changedParameters,
      unsettled: this.#unsettled,
      conditions: this.#plan.known.conditions,
    });
    return causes.map((cause: Cause) => ({ Target: target, ...cause }));
  }
}

interface About {
  readonly before: PresentResource;
  readonly declared: ResourceDeclaration;
  readonly shown: Values;
  readonly type: RegistryType | undefined;
}

function at(value: Value, path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? (inner as Values)[name] : undefined),
    value,
  );
}

const stackTagsDetail: ResourceChangeDetail = {
  Target: { Attribute: 'Tags', RequiresRecreation: 'Never' },
  ChangeSource: 'DirectModification',
  Evaluation: 'Static',
};

export const nestedType = 'AWS::CloudFormation::Stack';

/** AWS: API reference, ResourceChangeDetail: a nested stack is looked into even where nothing of it has changed. */
const automaticDetail: ResourceChangeDetail = {
  Target: { Attribute: 'Properties', RequiresRecreation: 'Never' },
  Evaluation: 'Dynamic',
  ChangeSource: 'Automatic',
};

/** Whether a nested stack is changed only if its template has become another. */
export const isAutomatic = ({ Details = [] }: ResourceChange): boolean =>
  Details.some(({ ChangeSource }) => ChangeSource === 'Automatic');

function attributeDetail(
  Attribute: ResourceAttribute,
  before: Value | undefined,
  after: Value | undefined,
): ResourceChangeDetail[] {
  if (isSame(before, after)) return [];
  const values = {
    ...(before !== undefined && { BeforeValue: toldAs(before)! }),
    ...(after !== undefined && { AfterValue: toldAs(after)! }),
  };
  return [
    {
      Target: { Attribute, RequiresRecreation: 'Never', Path: `/${Attribute}`, ...values },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    },
  ];
}

/** AWS: API reference, ResourceChange: Replacement depends on RequiresRecreation and Evaluation of all details. */
function replacementOf(details: readonly ResourceChangeDetail[]): 'True' | 'False' | 'Conditional' {
  const recreations = details.map(({ Target, Evaluation }) =>
    Target!.RequiresRecreation === 'Always' && Evaluation === 'Dynamic'
      ? 'Conditionally'
      : Target!.RequiresRecreation,
  );
  if (recreations.includes('Always')) return 'True';
  return recreations.includes('Conditionally') ? 'Conditional' : 'False';
}

function replacedBy({
  UpdateReplacePolicy,
}: ResourceDeclaration): NonNullable<ResourceChange['PolicyAction']> {
  if (UpdateReplacePolicy === 'Retain') return 'ReplaceAndRetain';
  return UpdateReplacePolicy === 'Snapshot' ? 'ReplaceAndSnapshot' : 'ReplaceAndDelete';
}

/** The changes as DescribeChangeSet tells them where property values were not asked for. */
export function withoutValues(changes: readonly ResourceChange[]): readonly ResourceChange[] {
  return changes.map(({ BeforeContext: _before, AfterContext: _after, Details = [], ...change }) => {
    const details = Details.map(({ Target, ...detail }) => {
      const { Attribute, Name, RequiresRecreation } = present(Target as Values) as typeof Target & {};
      return { Target: { Attribute, ...(Name !== undefined && { Name }), RequiresRecreation }, ...detail };
    });
    return { ...change, Details: [...new Map(details.map((each) => [JSON.stringify(each), each])).values()] };
  });
}
