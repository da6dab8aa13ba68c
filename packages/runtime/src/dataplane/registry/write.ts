import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { headerBytes } from './catalogue.ts';
import { compactTypes } from './compact.ts';

/** Writes the catalogue; whoever reads it meanwhile finds none, or a whole one. */
export function writeCatalogue(file: string): void {
  const lines: Buffer[] = [];
  const places: Record<string, readonly [number, number]> = {};
  let offset = 0;
  for (const type of compactTypes(loadAwsServiceSpecSync())) {
    const line = Buffer.from(`${JSON.stringify(type)}\n`);
    places[type.name] = [offset, line.length];
    lines.push(line);
    offset += line.length;
  }
  const index = Buffer.from(`${JSON.stringify(places)}\n`);
  mkdirSync(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}`;
  writeFileSync(
    partial,
    Buffer.concat([Buffer.from(String(index.length).padEnd(headerBytes)), index, ...lines]),
  );
  renameSync(partial, file);
}
