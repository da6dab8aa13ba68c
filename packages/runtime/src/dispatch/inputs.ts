/**
 * What an input may be: lent by `wire`, which has it from the SDK's schemas and AWS's models. Calls from outside are
 * read there; calls from inside carry what a user once wrote (a template's properties, a task definition in a
 * repository), and are held against the same schemas at the door.
 */
export interface Inputs {
  /**
   * The members that the operation has. Throws what the service answers to an input that is no such thing, and
   * `NotLoaded` where the service's schemas are not there yet. `isLoose`: scalars of another type are taken for what
   * they stand for.
   */
  read(service: string, operation: string, input: unknown, isLoose?: boolean): unknown;
}
