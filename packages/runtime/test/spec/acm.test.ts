import { playTranscripts } from '../spec.ts';

playTranscripts('acm');
