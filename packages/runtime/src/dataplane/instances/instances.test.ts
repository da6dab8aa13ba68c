import { instancesContract } from './instances.contract.ts';
import { SimulatedInstances } from './instances.simulated.ts';

instancesContract('simulated servers', async () => {
  const instances = new SimulatedInstances();
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
