import { playTranscripts } from '../spec.ts';

playTranscripts('lambda');
