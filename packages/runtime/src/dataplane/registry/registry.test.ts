import { registryContract } from './registry.contract.ts';
import { localRegistry } from './registry.local.ts';
import { SimulatedRegistry } from './registry.simulated.ts';

const local = localRegistry('.');
registryContract('registry', () => local);
registryContract('simulated registry', () => new SimulatedRegistry());
