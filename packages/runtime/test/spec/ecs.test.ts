import { playTranscripts } from '../spec.ts';

playTranscripts('ecs');
