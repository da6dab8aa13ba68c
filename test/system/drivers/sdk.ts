import { clientsOf, type Place } from '../../../examples/storefront/deliver/clients.ts';
import type { Driver } from './driver.ts';

/** The official SDK for JavaScript v3. */
export async function openSdk(place: Place): Promise<Driver> {
  const clients = clientsOf(place) as unknown as Record<
    string,
    Record<string, (input: object) => Promise<any>>
  >;
  return {
    name: 'SDK for JavaScript v3',
    async call(service, operation, input) {
      const client = clients[service]!;
      const { $metadata: _metadata, ...answer } =
        await client[`${operation[0]!.toLowerCase()}${operation.slice(1)}`]!(input);
      return answer;
    },
    close: () => undefined,
  };
}
