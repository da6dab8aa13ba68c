import { ScaledClock } from '../../base/clock.scaled.ts';
import { MemoryBlobs } from '../blobs/blobs.memory.ts';
import { instancesContract } from './instances.contract.ts';
import { SimulatedInstances } from './instances.simulated.ts';

instancesContract('simulated servers', async () => {
  const clock = new ScaledClock({ wallOrigin: 0, houseOrigin: 0, speed: 1000 });
  const instances = new SimulatedInstances(clock, new MemoryBlobs());
  return {
    instances,
    // Whoever watches is there a moment later.
    async end(instance) {
      await new Promise((resolve) => setImmediate(resolve));
      instances.tell(['ends', instance]);
    },
    booted: async (instance) =>
      instances.done().filter((line) => line.startsWith(`instance ${instance} boots`) && / with /.test(line)),
    close: async () => {},
  };
});
