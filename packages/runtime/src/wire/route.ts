import type { OperationModel } from './schema/operation-model.ts';

/** What a request for a REST protocol is routed by. */
export interface RouteRequest {
  readonly method: string;
  /** Percent-encoded; for a service addressed by buckets, without the bucket. */
  readonly path: string;
  readonly parameters: ReadonlyMap<string, readonly string[]>;
  readonly hasHeader: (name: string) => boolean;
  /** Whether a bucket was named, in the host name or the path. */
  readonly bucket: boolean;
}

export interface Routed {
  readonly operation: OperationModel;
  /** Values of the path's labels, still percent-encoded. */
  readonly labels: ReadonlyMap<string, string>;
}

interface Route {
  readonly operation: OperationModel;
  readonly labels: readonly string[];
  readonly bucket: boolean;
  /** `?versioning`, `?list-type=2`: must be there, and be this where it says what. */
  readonly literals: readonly (readonly [name: string, value: string | undefined])[];
  /** Query parameters and headers without which it is another operation. */
  readonly requiredParameters: readonly string[];
  readonly requiredHeaders: readonly string[];
}

interface Node {
  readonly literals: Map<string, Node>;
  label?: Node;
  /** Operations whose path ends here, most particular first. */
  readonly routes: Map<string, Route[]>;
  /** Operations whose last label takes all that is left. */
  readonly greedy: Map<string, Route[]>;
}

/** Finds the operation a method and URI mean: literal segments before labels, more particular queries before others. */
export class RouteTable {
  readonly #root = newNode();
  readonly #bucketAddressed: boolean;

  constructor(operations: readonly OperationModel[], bucketAddressed: boolean) {
    this.#bucketAddressed = bucketAddressed;
    for (const operation of operations) if (operation.http) this.#add(operation, operation.http);
  }

  find(request: RouteRequest): Routed | undefined {
    const segments = this.#bucketAddressed ? undefined : segmentsOf(request.path);
    if (segments) return search(this.#root, segments, 0, [], request);
    // A key may hold empty segments and end in a slash: it is everything after the first slash.
    const key = request.path.slice(1);
    const routes = key === '' ? this.#root.routes : this.#root.greedy;
    return pick(routes.get(request.method), key === '' ? [] : [key], request);
  }

  #add(operation: OperationModel, [method, uri]: readonly [string, string, number]): void {
    const [path = '', query = ''] = uri.split('?');
    const labels: string[] = [];
    let node = this.#root;
    let into = (end: Node): Map<string, Route[]> => end.routes;
    for (const segment of segmentsOf(path)) {
      const label = /^\{(\w+)(\+?)\}$/.exec(segment);
      if (label) labels.push(label[1] ?? '');
      if (label?.[2]) into = (end) => end.greedy;
      else if (label) node = node.label ??= newNode();
      else {
        const known = node.literals.get(segment);
        node.literals.set(segment, (node = known ?? newNode()));
      }
    }
    const routes = into(node);
    const route = routeOf(operation, labels, query, this.#bucketAddressed);
    const list = [...(routes.get(method) ?? []), route];
    routes.set(
      method,
      list.sort((a, b) => particularity(b) - particularity(a)),
    );
  }
}

function newNode(): Node {
  return { literals: new Map(), routes: new Map(), greedy: new Map() };
}

function segmentsOf(path: string): string[] {
  const segments = path.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  return segments;
}

function routeOf(
  operation: OperationModel,
  labels: readonly string[],
  query: string,
  buckets: boolean,
): Route {
  const literals: [string, string | undefined][] = [];
  for (const part of query === '' ? [] : query.split('&')) {
    const [name = '', value] = part.split('=');
    // `x-id` only repeats the operation's name, and only the JavaScript SDK sends it.
    if (name !== 'x-id') literals.push([name, value]);
  }
  const required = buckets ? operation.input.members.filter((member) => member.required) : [];
  const inQuery = required.flatMap(({ traits }) => traits.httpQuery ?? []);
  const inHeader = required.flatMap(({ traits }) => traits.httpHeader?.toLowerCase() ?? []);
  return {
    operation,
    labels,
    bucket: buckets && operation.input.byName.get('Bucket')?.traits.httpLabel !== undefined,
    literals,
    requiredParameters: inQuery,
    requiredHeaders: literals.length === 0 ? inHeader : [],
  };
}

function particularity(route: Route): number {
  return route.literals.length + route.requiredParameters.length + route.requiredHeaders.length;
}

function search(
  node: Node,
  segments: readonly string[],
  at: number,
  values: readonly string[],
  request: RouteRequest,
): Routed | undefined {
  if (at === segments.length) return pick(node.routes.get(request.method), values, request);
  const segment = segments[at] ?? '';
  const literal = node.literals.get(segment);
  const found = literal && search(literal, segments, at + 1, values, request);
  if (found) return found;
  const labelled = node.label && search(node.label, segments, at + 1, [...values, segment], request);
  return (
    labelled ?? pick(node.greedy.get(request.method), [...values, segments.slice(at).join('/')], request)
  );
}

function pick(
  routes: readonly Route[] | undefined,
  values: readonly string[],
  request: RouteRequest,
): Routed | undefined {
  const route = routes?.find((candidate) => matches(candidate, request));
  return (
    route && {
      operation: route.operation,
      labels: new Map(route.labels.map((label, index) => [label, values[index] ?? ''])),
    }
  );
}

function matches(route: Route, { bucket, parameters, hasHeader }: RouteRequest): boolean {
  return (
    route.bucket === bucket &&
    route.literals.every(([name, value]) => {
      const given = parameters.get(name);
      return given !== undefined && (value === undefined || given.includes(value));
    }) &&
    route.requiredParameters.every((name) => parameters.has(name)) &&
    route.requiredHeaders.every(hasHeader)
  );
}
