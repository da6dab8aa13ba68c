import type { Socket } from 'node:net';

/**
 * Lets the other side know at once, where there is one. A socket that has been told that all is said (by `through`, if
 * something secret is spoken over it) cannot be reset any more: Node would neither close it nor say that it has.
 */
export function resetOf(socket: Socket, through: { readonly writableEnded: boolean } = socket): void {
  if (socket.connecting || through.writableEnded) socket.destroy();
  else if (!socket.destroyed) socket.resetAndDestroy();
}
