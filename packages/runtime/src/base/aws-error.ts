/**
 * An error that AWS promises to its callers: a modelled exception with a code and a message.
 * Made only in a service's `errors.ts`, and in `dispatch` and `wire` for the errors common to all services.
 * `members` are the exception's further members, spelled as in the service's schema.
 */
export class AwsError extends Error {
  override readonly name: string;
  readonly members: Readonly<Record<string, unknown>>;
  /** HTTP status, where the schema does not model this error; 400 unless said. */
  readonly status: number;

  constructor(name: string, message: string, members: Readonly<Record<string, unknown>> = {}, status = 400) {
    super(message);
    this.name = name;
    this.members = members;
    this.status = status;
  }
}
