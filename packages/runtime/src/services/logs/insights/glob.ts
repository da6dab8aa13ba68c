/** Reads what the stars of `user=*, id=*` stand for: each as little as will do, the last one all that is left. */
export function globReader(glob: string): {
  readonly stars: number;
  readonly read: (text: string) => readonly string[] | undefined;
} {
  const [first = '', ...pieces] = glob.split('*');
  const read = (text: string): readonly string[] | undefined => {
    const start = text.indexOf(first);
    if (start < 0) return undefined;
    let at = start + first.length;
    const found: string[] = [];
    for (const [index, piece] of pieces.entries()) {
      const next = piece === '' && index === pieces.length - 1 ? text.length : text.indexOf(piece, at);
      if (next < 0) return undefined;
      found.push(text.slice(at, next));
      at = next + piece.length;
    }
    return found;
  };
  return { stars: pieces.length, read };
}
