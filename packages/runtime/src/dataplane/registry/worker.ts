// A thread of its own: the specification's memory goes with it.
import { workerData } from 'node:worker_threads';
import { writeCatalogue } from './write.ts';

writeCatalogue(workerData as string);
