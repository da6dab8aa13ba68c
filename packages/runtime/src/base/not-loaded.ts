/**
 * Code and schemas of a service are loaded when they are first needed. Where that is found out in the middle of
 * something that cannot wait, whatever was begun is undone, and begun again when they are there.
 */
export class NotLoaded extends Error {
  readonly loading: Promise<unknown>;

  constructor(what: string, loading: Promise<unknown>) {
    super(`${what} is being loaded`);
    this.loading = loading;
  }
}

/** Does something that may need what is not there yet, and so may be begun more than once. */
export async function onceLoaded<T>(body: () => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await body();
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
      await error.loading;
    }
  }
}
