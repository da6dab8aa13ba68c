import { playTranscripts } from '../spec.ts';

playTranscripts('scheduler');
