import { playTranscripts } from '../spec.ts';

playTranscripts('events');
