import { playTranscripts } from '../spec.ts';

playTranscripts('cloudformation');
