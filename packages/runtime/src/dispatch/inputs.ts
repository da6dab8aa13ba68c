/**
 * What an input may be: lent by `wire`, which has it from the SDK's schemas and AWS's models. Calls from outside are
 * read there; calls from inside carry what a user once wrote (a template's properties, a task definition in a
 * repository), and are held against the same schemas at the door.
 */
export interface Inputs {
  /**
   * The members that the operation has. Throws what the service answers to an input that is no such thing, and
   * `SchemaMissing` where the service's schemas are not there yet.
   */
  read(service: string, operation: string, input: unknown): unknown;
}

/** Schemas are loaded when first needed: whatever was begun is undone, and begun again after that. */
export class SchemaMissing extends Error {
  readonly loading: Promise<unknown>;

  constructor(service: string, loading: Promise<unknown>) {
    super(`the schemas of ${service} are being loaded`);
    this.loading = loading;
  }
}

/** Does something whose inputs may have to wait for their schemas. */
export async function withSchemas<T>(body: () => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await body();
    } catch (error) {
      if (!(error instanceof SchemaMissing)) throw error;
      await error.loading;
    }
  }
}
