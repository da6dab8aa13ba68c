import aws4 from 'aws4';
import type { ServiceModel } from '../../../packages/runtime/src/wire/schema/service-model.ts';
import { patienceMs, type Caller, type Ending } from './caller.ts';

/** Speaks to a service that has no official client here: JSON in a POST, as its model has it, signed by aws4. */
export class PlainCaller implements Caller {
  readonly #model: ServiceModel;
  readonly #endpoint: URL;

  constructor(model: ServiceModel, endpoint: string) {
    this.#model = model;
    this.#endpoint = new URL(endpoint);
  }

  async call(operation: string, input: object): Promise<Ending> {
    const { service, protocol, jsonVersion, targetPrefix, operations } = this.#model;
    const isTargeted = protocol === 'aws-json';
    const headers = isTargeted
      ? {
          'X-Amz-Target': `${targetPrefix}.${operation}`,
          'Content-Type': `application/x-amz-json-${jsonVersion}`,
        }
      : { 'Content-Type': 'application/json' };
    const request = {
      method: 'POST',
      path: isTargeted ? '/' : operations.get(operation)!.http![1],
      host: this.#endpoint.host,
      service: service.signingName ?? service.name,
      region: 'us-east-1',
      body: JSON.stringify(input),
      headers,
    };
    const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
    const signed = aws4.sign(request, credentials);
    const { Host: _host, ...sent } = signed.headers as Record<string, string>;
    try {
      const response = await fetch(new URL(request.path, this.#endpoint), {
        method: 'POST',
        headers: sent,
        body: request.body,
        signal: AbortSignal.timeout(patienceMs),
      });
      return endingOf(response, await response.text());
    } catch (error) {
      return { kind: 'broken', message: String(error) };
    }
  }

  close(): void {}
}

function endingOf({ status, ok, headers }: Response, text: string): Ending {
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(text || '{}') as Record<string, unknown>; // 204 has none.
  } catch {
    return { kind: 'broken', message: `${status} is no JSON: ${text.slice(0, 200)}` };
  }
  if (ok) return { kind: 'answer', status, output: body };
  const type = headers.get('x-amzn-errortype') ?? String(body['__type'] ?? body['code'] ?? '');
  const name = type.split(':')[0]!.split('#').at(-1)!;
  return { kind: 'error', status, name, message: String(body['message'] ?? body['Message'] ?? '') };
}
