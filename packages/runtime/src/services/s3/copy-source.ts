export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** Reads `bucket/key` or `/bucket/key`, percent-encoded, with `?versionId=` behind it. */
export function parseCopySource(text: string): CopySource | undefined {
  const [path = '', query] = text.split(/\?versionId=/);
  const match = /^\/?([^/]+)\/(.+)$/s.exec(percentDecoded(path));
  if (!match) return undefined;
  return { bucket: match[1]!, key: match[2]!, ...(query !== undefined && { versionId: query }) };
}

/** A `%` that does not begin an encoded byte stands for itself. */
export function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
