/** What a client may have us hold. */
export const limits = {
  /** Bytes of requests to come that are held while one is being answered. */
  unreadBytes: 64 * 1024,
  /** A head that trickles in is read again from its start each time: bytes read in all before we give up. */
  headWorkBytes: 4 * 1024 * 1024,
  /** AWS: what a function may be sent at most. */
  functionBodyBytes: 1024 * 1024,
};
