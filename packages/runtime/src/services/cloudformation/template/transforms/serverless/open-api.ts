import { isValues, type Value, type Values } from '../../template.ts';

/** What an API serves, in Swagger 2 (REST APIs) or OpenAPI 3 (HTTP APIs): functions add methods to it. */
export class OpenApi {
  readonly #kind: 'swagger' | 'openapi';
  readonly #paths = new Map<string, Map<string, Value>>();

  constructor(kind: 'swagger' | 'openapi') {
    this.#kind = kind;
  }

  get isEmpty(): boolean {
    return this.#paths.size === 0;
  }

  /** Has a method of a path answered by a function, where the function's condition holds. */
  serve(
    path: string,
    method: string,
    { uri, condition }: { uri: Value; condition: Value | undefined },
  ): void {
    const methods = this.#paths.get(path) ?? new Map<string, Value>();
    this.#paths.set(path, methods);
    const name = method.toLowerCase() === 'any' ? 'x-amazon-apigateway-any-method' : method.toLowerCase();
    const operation = {
      'x-amazon-apigateway-integration': {
        httpMethod: 'POST',
        type: 'aws_proxy',
        uri,
        ...(this.#kind === 'openapi' && { payloadFormatVersion: '2.0' }),
      },
      responses: {},
    };
    const otherwise = { Ref: 'AWS::NoValue' };
    methods.set(name, condition === undefined ? operation : { 'Fn::If': [condition, operation, otherwise] });
  }

  /** The document, or one that the template gives with these paths in it. */
  document(given?: Values): Values {
    const base = given ?? {
      info: { version: '1.0', title: { Ref: 'AWS::StackName' } },
      paths: {},
      ...(this.#kind === 'swagger' ? { swagger: '2.0' } : openApi),
    };
    const paths = new Map(Object.entries(isValues(base['paths']) ? base['paths'] : {}));
    for (const [path, methods] of this.#paths) {
      const there = paths.get(path);
      paths.set(path, { ...(isValues(there) && there), ...Object.fromEntries(methods) });
    }
    return { ...base, paths: Object.fromEntries(paths) };
  }
}

const openApi: Values = {
  openapi: '3.0.1',
  tags: [{ name: 'httpapi:createdBy', 'x-amazon-apigateway-tag-value': 'SAM' }],
};
