/**
 * Wall-clock timers, for rooms that talk to real sockets and processes. Everything AWS would time waits on
 * the `Clock`.
 */
export const timers = {
  /** Runs `due` once, `ms` from now. Answers how to call it off. */
  after(ms: number, due: () => void): () => void {
    const timer = setTimeout(due, ms);
    return () => clearTimeout(timer);
  },
  /** The same, without keeping a process alive that has nothing else to do. */
  idlyAfter(ms: number, due: () => void): () => void {
    const timer = setTimeout(due, ms).unref();
    return () => clearTimeout(timer);
  },
};
