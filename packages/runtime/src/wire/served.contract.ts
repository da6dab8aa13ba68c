import assert from 'node:assert/strict';
import { SimulatedDoor, testSecret } from './door.simulated.ts';
import { startServer, type OtherRoute, type RunningServer } from './server.ts';
import { simulatedServices } from './services.simulated.ts';

/** A server in front of a simulated door, and what official clients are told to find it. */
export interface Served {
  readonly door: SimulatedDoor;
  readonly server: RunningServer;
  readonly logged: string[];
  readonly options: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
}

export async function served(other: readonly OtherRoute[] = []): Promise<Served> {
  const door = new SimulatedDoor(simulatedServices);
  const logged: string[] = [];
  const server = await startServer({
    door,
    hosts: ['127.0.0.1', '::1'],
    port: 0,
    now: () => Date.now(),
    houseNow: () => 2,
    other,
    log: (message) => void logged.push(message),
  });
  const options = {
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${server.port}`,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: testSecret },
    maxAttempts: 1,
  };
  return { door, server, logged, options };
}

/** The error a call is answered with. */
export async function refusal(
  call: Promise<unknown>,
): Promise<Error & { $metadata: { httpStatusCode: number } }> {
  return call.then(
    () => assert.fail('answered'),
    (error) => error,
  );
}

export function withoutMetadata<T extends object>({
  $metadata,
  ...rest
}: T & { $metadata?: { requestId?: string } }) {
  assert.match($metadata?.requestId ?? '', /^[0-9a-f-]{36}$/);
  return rest;
}

/** A time that the simulated door tells. */
export const someDate = new Date(1_234_567_890_123);
