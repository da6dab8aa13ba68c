import { own } from '../../../base/own.ts';
import { invalid } from './errors.ts';
import { mentionsIn } from './mentions.ts';
import type { ResourceDeclaration, Template, Value, Values } from './template.ts';

/** For each resource of a template that its conditions let exist: those that have to be there before it. */
export type Graph = Readonly<Record<string, readonly string[]>>;

type Conditions = Readonly<Record<string, boolean>>;

/** Whether conditions let a resource, or an output, exist. */
export function exists(declared: { readonly Condition?: string }, conditions: Conditions): boolean {
  return declared.Condition === undefined || own(conditions, declared.Condition) === true;
}

/** Dependencies by `DependsOn`, and by functions in the branches that are taken. */
export function graphOf(template: Template, conditions: Conditions): Graph {
  const entries = Object.entries(template.Resources).filter(([, resource]) => exists(resource, conditions));
  const present = new Set(entries.map(([name]) => name));
  return Object.fromEntries(
    entries.map(([name, resource]) => {
      const needed = new Set([...resource.DependsOn, ...mentionedBy(resource, conditions)]);
      // AWS: user guide, DependsOn; one on a resource that its condition leaves out is as if it were not there.
      return [name, [...needed].filter((other) => present.has(other))];
    }),
  );
}

/** Names that functions of a resource mention. */
export function* mentionedBy(resource: ResourceDeclaration, conditions?: Conditions): Generator<string> {
  for (const { name } of mentionsIn(evaluatedParts(resource), conditions)) yield name;
}

/** The parts of a resource that functions may stand in. */
export function evaluatedParts(resource: ResourceDeclaration): Value {
  const { Properties, Metadata, CreationPolicy, UpdatePolicy } = resource;
  const parts: Record<string, Value> = { Properties };
  if (Metadata !== undefined) parts['Metadata'] = Metadata;
  if (CreationPolicy !== undefined) parts['CreationPolicy'] = CreationPolicy;
  if (UpdatePolicy !== undefined) parts['UpdatePolicy'] = UpdatePolicy;
  return parts as Values;
}

/** For each resource: those that need it. Deletion goes by this one. */
export function reversed(graph: Graph): Graph {
  const dependents = new Map<string, string[]>(Object.keys(graph).map((name) => [name, []]));
  for (const [name, needed] of Object.entries(graph))
    for (const other of needed) dependents.get(other)?.push(name);
  return Object.fromEntries(dependents);
}

/** The resources in an order in which each comes after those it needs; refuses a circle. */
export function orderOf(graph: Graph): readonly string[] {
  const circle = circleIn(graph);
  if (circle) return invalid(`Circular dependency between resources: [${circle.join(', ')}]`);
  const order = new Set<string>();
  const visit = (name: string): void => {
    if (order.has(name)) return;
    for (const other of own(graph, name) ?? []) visit(other);
    order.add(name);
  };
  for (const name of Object.keys(graph)) visit(name);
  return [...order];
}

/**
 * The resources that keep each other from being made: what is left when those are taken away, again and again, that
 * need none of the rest or are needed by none.
 */
// AWS: unverified that resources between two circles are told with them.
function circleIn(graph: Graph): readonly string[] | undefined {
  const left = leaves(leaves(new Set(Object.keys(graph)), graph), reversed(graph));
  return left.size > 0 ? [...left] : undefined;
}

function leaves(names: ReadonlySet<string>, graph: Graph): ReadonlySet<string> {
  const left = new Set(names);
  const waiting = new Map(
    [...left].map((name) => [name, graph[name]!.filter((other) => left.has(other)).length]),
  );
  const dependents = reversed(graph);
  const free = [...left].filter((name) => waiting.get(name) === 0);
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    left.delete(name);
    for (const other of dependents[name] ?? []) {
      const count = (waiting.get(other) ?? 0) - 1;
      waiting.set(other, count);
      if (count === 0 && left.has(other)) free.push(other);
    }
  }
  return left;
}
