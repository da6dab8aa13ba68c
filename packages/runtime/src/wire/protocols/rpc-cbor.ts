import type { Answer } from '../answer.ts';
import { cborOf, encodedCbor } from '../formats/cbor.ts';
import { parseCbor } from '../formats/cbor-document.ts';
import { readJson } from '../formats/json.ts';
import type { Incoming, Selected } from '../incoming.ts';
import { Refusal } from '../refusal.ts';
import type { ServiceModel } from '../schema/service-model.ts';
import { queryErrorHeader, resolve } from './failure.ts';
import type { Failure, Protocol, ReadCall, WriteCall } from './protocol.ts';

const names = { jsonName: false };
const noLabels: ReadonlyMap<string, string> = new Map();

/** Smithy RPC v2 CBOR: a POST to `/service/<service>/operation/<operation>`. */
export const rpcCbor: Protocol = {
  name: 'rpc-cbor',
  selectsByHead: true,

  select(model: ServiceModel, { method, path }: Incoming): Selected {
    const match = /\/service\/(\w+)\/operation\/(\w+)$/.exec(path);
    const operation = model.operations.get(match?.[2] ?? '');
    if (!operation || match?.[1] !== model.targetPrefix || method !== 'POST')
      throw new Refusal('UnknownOperation', '');
    return { operation, labels: noLabels };
  },

  read({ selected, body }: ReadCall): Record<string, unknown> {
    const { input } = selected.operation;
    const value = body instanceof Buffer && body.length > 0 ? parseCbor(body) : {};
    return readJson(input, value, names) as Record<string, unknown>;
  },

  write({ incoming, operation, output }: WriteCall): Answer {
    const body = encodedCbor(operation.hasOutput ? cborOf(operation.output, output ?? {}) : {});
    return { status: 200, headers: headersOf(incoming), body };
  },

  fail(failure: Failure): Answer {
    const { model, name, members, status } = resolve(failure);
    const body: Record<string, unknown> = {
      __type: `${failure.model?.namespace ?? 'com.amazon.coral.service'}#${name}`,
    };
    const messageName = model?.shape.members.find((member) => member.name.toLowerCase() === 'message')?.name;
    body[messageName ?? 'message'] = failure.error.message;
    for (const { name: member, shape } of model?.shape.members ?? [])
      if (member !== messageName && members[member] !== undefined)
        body[member] = cborOf(shape, members[member]);
    const headers = { ...headersOf(failure.incoming), ...queryErrorHeader(failure) };
    return { status, headers, body: encodedCbor(body) };
  },
};

function headersOf({ id }: Incoming): Record<string, string> {
  return { 'x-amzn-RequestId': id, 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };
}
