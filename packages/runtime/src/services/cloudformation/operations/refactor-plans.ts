import type * as sdk from '@aws-sdk/client-cloudformation';
import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../../../base/aws-error.ts';
import { own } from '../../../base/own.ts';
import type { Call } from '../../../dispatch/service.ts';
import { knownTo } from '../progress/known.ts';
import {
  partKey,
  resources,
  settings,
  stackArn,
  type MadeResource,
  type ResourceRecord,
  type StackRecord,
} from '../records.ts';
import type { Move, Place } from '../refactors.ts';
import { differencesOf } from '../template/differences.ts';
import { evaluateMembers } from '../template/evaluate.ts';
import { exists } from '../template/graph.ts';
import type { Known } from '../template/known.ts';
import type { ResourceDeclaration, Template, Values } from '../template/template.ts';
import { outputsOf } from '../progress/end-operation.ts';
import type { Prepared } from './preparation.ts';

/** A stack as it is to be; its template is kept already. */
export interface Definition {
  readonly stack: StackRecord;
  readonly isNew: boolean;
  readonly prepared: Prepared;
}

export interface Plan {
  readonly moves: readonly Move[];
  /** Why it cannot be. */
  readonly problem?: string;
}

/** A resource of a template that is to be, and what is there for it. */
interface Wanted {
  readonly place: Place;
  readonly declared: ResourceDeclaration;
  readonly source?: ResourceRecord;
}

type Mappings = readonly {
  readonly Source: sdk.ResourceLocation;
  readonly Destination: sdk.ResourceLocation;
}[];

/** Finds out what goes where, and whether nothing else would change. */
export class RefactorPlanning {
  readonly #call: Call;
  readonly #definitions: readonly Definition[];
  readonly #left = new Map<string, ResourceRecord>();
  readonly #wanted = new Map<string, Wanted>();
  readonly #moves: Move[] = [];

  constructor(call: Call, definitions: readonly Definition[]) {
    this.#call = call;
    this.#definitions = definitions;
    for (const { stack, prepared } of definitions) {
      for (const record of resources.list(call.tx, call, { prefix: partKey(stack.key, '') }))
        if (record.made) this.#left.set(keyOf(placeIn(stack, record.logicalId)), record);
      for (const [logicalId, declared] of this.#declared(stack, prepared.template)) {
        const place = placeIn(stack, logicalId);
        this.#wanted.set(keyOf(place), { place, declared });
      }
    }
  }

  /** `mappings` come first; what stays where it is, and what can be nothing else, is found without them. */
  plan(mappings: Mappings): Plan {
    const problem =
      this.#mapped(mappings) ?? this.#unmoved() ?? this.#detected() ?? this.#unmatched() ?? this.#changed();
    return { moves: this.#moves, ...(problem !== undefined && { problem }) };
  }

  #declared(stack: StackRecord, template: Template): [string, ResourceDeclaration][] {
    const key = partKey(stack.key, stack.wish.template);
    const { conditions } = settings.get(this.#call.tx, this.#call, key)!;
    return Object.entries(template.Resources).filter(([, declared]) => exists(declared, conditions));
  }

  #place({ StackName: name, LogicalResourceId: logicalId }: sdk.ResourceLocation): Place | undefined {
    const found = this.#definitions.find(
      ({ stack }) => stack.name === name || stackArn(this.#call, stack.key) === name,
    );
    return found && placeIn(found.stack, logicalId!);
  }

  // AWS: unverified wording, of these and of what follows.
  #mapped(mappings: Mappings): string | undefined {
    for (const { Source, Destination } of mappings) {
      const [from, to] = [this.#place(Source), this.#place(Destination)];
      const record = from && this.#left.get(keyOf(from));
      if (!from || !record)
        return `Resource ${Source.LogicalResourceId} does not exist in stack ${Source.StackName}.`;
      const wanted = to && this.#wanted.get(keyOf(to));
      if (!to || !wanted || wanted.source)
        return (
          `Resource ${Destination.LogicalResourceId} is not defined in the template of stack ` +
          `${Destination.StackName}.`
        );
      this.#take(from, wanted, record, 'MANUAL');
    }
    return undefined;
  }

  #unmoved(): undefined {
    for (const [key, wanted] of this.#wanted) {
      const record = this.#left.get(key);
      if (wanted.source || !record || record.definition.Type !== wanted.declared.Type) continue;
      this.#wanted.set(key, { ...wanted, source: record });
      this.#left.delete(key);
    }
  }

  /** AWS: API reference, StackRefactorAction, Detection: "CloudFormation figured out the mapping on its own". */
  #detected(): undefined {
    for (const wanted of [...this.#wanted.values()].filter(({ source }) => !source)) {
      const alike = [...this.#left].filter(([, record]) => isAlike(record.definition, wanted.declared));
      const rivals = [...this.#wanted.values()].filter(
        ({ source, declared }) => !source && isAlike(declared, wanted.declared),
      );
      const [only] = alike;
      if (!only || alike.length > 1 || rivals.length > 1) continue;
      this.#take(placeOf(only[0]), wanted, only[1], 'AUTO');
    }
  }

  #take(from: Place, wanted: Wanted, record: ResourceRecord, detection: sdk.StackRefactorDetection): void {
    this.#left.delete(keyOf(from));
    this.#wanted.set(keyOf(wanted.place), { ...wanted, source: record });
    if (keyOf(from) === keyOf(wanted.place)) return;
    const { physicalId } = record.made!;
    const type = record.definition.Type;
    this.#moves.push({
      from,
      to: wanted.place,
      type,
      physicalId,
      identifier: this.#identifier(record),
      detection,
    });
  }

  #identifier({ definition, made }: ResourceRecord): Readonly<Record<string, string>> {
    const type = this.#definitions.map(({ prepared }) => own(prepared.types, definition.Type)).find(Boolean);
    const keys = type?.primaryIdentifier ?? [];
    const { properties, attributes, physicalId } = made!;
    return Object.fromEntries(
      keys.map((key) => [key, String(own(properties, key) ?? own(attributes, key) ?? physicalId)]),
    );
  }

  #unmatched(): string | undefined {
    const gone = [...this.#left.keys()].map(placeOf);
    if (gone.length > 0) return `Stack Refactor does not support deletion of resources: [${told(gone)}].`;
    const made = [...this.#wanted.values()].filter(({ source }) => !source).map(({ place }) => place);
    if (made.length > 0) return `Stack Refactor does not support creation of resources: [${told(made)}].`;
    const type = this.#moves.find((move) => isUnsupported(move.type));
    // AWS: seen as "<stack>: Stack Refactor does not support AWS::CDK::Metadata."
    return type && `${this.#arnOf(type.from)}: Stack Refactor does not support ${type.type}.`;
  }

  /** Everything is as it was, with the names that it gets. */
  #changed(): string | undefined {
    const exported = new Map<string, string>();
    const knowing = this.#definitions.map(({ stack, prepared }) => {
      const known = this.#known(stack, exported);
      return { stack, prepared, known };
    });
    try {
      for (const { prepared, known } of knowing)
        for (const { exportName, value } of outputsOf(prepared.template, known))
          if (exportName !== undefined) exported.set(exportName, value);
      const changed = knowing.flatMap(({ stack, known }) => this.#changedIn(stack, known));
      if (changed.length === 0) return undefined;
      return `Stack Refactor does not support modification of resources: [${told(changed)}].`;
    } catch (error) {
      if (error instanceof AwsError) return error.message;
      throw error;
    }
  }

  #known(stack: StackRecord, exported: ReadonlyMap<string, string>): Known {
    const known = knownTo(this.#call, stack);
    return {
      ...known,
      resource: (logicalId) => {
        const made = this.#wanted.get(keyOf(placeIn(stack, logicalId)))?.source?.made;
        return made && { ref: made.ref ?? made.physicalId, attributes: made.attributes as Values };
      },
      exported: (name) => exported.get(name) ?? known.exported(name),
    };
  }

  #changedIn(stack: StackRecord, known: Known): Place[] {
    return [...this.#wanted.values()]
      .filter(({ place }) => place.stackKey === stack.key)
      .filter(({ declared, source }) => {
        const { properties } = source!.made as MadeResource;
        const wanted = evaluateMembers(declared.Properties, known);
        if (declared.Type !== source!.definition.Type) return true;
        // What stands behind a dynamic reference is not asked again.
        return [...differencesOf(properties as Values, wanted)].some(
          ({ after }) => !(typeof after === 'string' && after.includes('{{resolve:')),
        );
      })
      .map(({ place }) => place);
  }

  #arnOf({ stackKey }: Place): string {
    return stackArn(this.#call, stackKey);
  }
}

const placeIn = ({ key: stackKey, name: stackName }: StackRecord, logicalId: string): Place => ({
  stackKey,
  stackName,
  logicalId,
});

const keyOf = ({ stackKey, logicalId }: Place): string => `${stackKey}|${logicalId}`;

function placeOf(key: string): Place {
  const [stackKey = '', logicalId = ''] = key.split('|');
  return { stackKey, stackName: stackKey.split('/')[0]!, logicalId };
}

const told = (places: readonly Place[]): string =>
  places.map(({ stackName, logicalId }) => `${stackName}.${logicalId}`).join(', ');

const isAlike = (one: ResourceDeclaration, other: ResourceDeclaration): boolean =>
  one.Type === other.Type && isDeepStrictEqual(one.Properties, other.Properties);

// AWS: user guide, "Stack refactoring": what has no provisioning of its own cannot be moved. Unverified which.
const isUnsupported = (type: string): boolean =>
  /^(AWS::CDK::Metadata|AWS::CloudFormation::\w+|Custom::.+)$/.test(type);
