/** As the system and SQLite say it; of what another process or thread has met, only its words are known. */
const words = /\b(ENOSPC|EDQUOT)\b|database or disk is full/;

/** Whether something failed because there is no room on the disk: nobody's fault, and it may pass. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return words.test(error.message) || isDiskFull(error.cause);
}
